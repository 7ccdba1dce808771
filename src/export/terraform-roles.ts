/** The provider takes roles by ARN only: one given by its name is looked up by a data source, one not given is a variable. */
import { type HclBlock, HclExpression } from './hcl.ts';

type RoleField = 'instanceRole' | 'spotIamFleetRole' | 'serviceRole';

const KIND: Readonly<Record<RoleField, { readonly dataSource: string; readonly label: string }>> = {
  instanceRole: { dataSource: 'aws_iam_instance_profile', label: 'instance_role' },
  spotIamFleetRole: { dataSource: 'aws_iam_role', label: 'spot_iam_fleet_role' },
  serviceRole: { dataSource: 'aws_iam_role', label: 'service_role' },
};

export class TerraformRoles {
  /** By address, in the order of their first use. */
  readonly #lookups = new Map<string, HclBlock>();

  variable(field: RoleField): HclExpression {
    return new HclExpression(`var.${KIND[field].label}`);
  }

  reference(field: RoleField, role: string | undefined): string | HclExpression | undefined {
    if (role === undefined || role.startsWith('arn:')) return role;
    const { dataSource } = KIND[field];
    // A path is no part of the name.
    const name = role.slice(role.lastIndexOf('/') + 1);
    const label = this.#labelOf(field, name);
    this.#lookups.set(`${dataSource}.${label}`, { type: 'data', labels: [dataSource, label], attributes: { name } });
    return new HclExpression(`data.${dataSource}.${label}.arn`);
  }

  /** The data sources that the references need. */
  blocks(): readonly HclBlock[] {
    return [...this.#lookups.values()];
  }

  /** The field's own label; a number is added for each further name. */
  #labelOf(field: RoleField, name: string): string {
    const { dataSource, label } = KIND[field];
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? label : `${label}_${number}`;
      const taken = this.#lookups.get(`${dataSource}.${candidate}`);
      if (taken === undefined || taken.attributes?.name === name) return candidate;
    }
  }
}
