/**
 * A wanted value laid over the live one: what the wish is silent about stays, at every depth. AWS replaces nested objects
 * as wholes, so a request that names one field of them would take the others away.
 */
import type { ComputeResource } from '../../models/batch-config.ts';
import { isRecord } from './equality.ts';
import { ownTags, type Tags } from './tags.ts';

/** Objects field by field; everything else, lists too, as the wish has it. */
export function laidOver(wanted: unknown, live: unknown): unknown {
  if (wanted === undefined) return live;
  if (!isRecord(wanted) || !isRecord(live)) return wanted;
  return {
    ...live,
    ...Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, laidOver(value, live[key])])),
  };
}

/** What the wish says about the fields that hold others, with what the live environment says beside it. */
export function laidOverNested(wanted: ComputeResource, live: ComputeResource): ComputeResource {
  const { launchTemplate, ec2Configuration, tags } = wanted;
  return {
    ...wanted,
    ...(launchTemplate !== undefined && { launchTemplate: templateOver(launchTemplate, live.launchTemplate) }),
    ...(ec2Configuration !== undefined && { ec2Configuration: imagesOver(ec2Configuration, live.ec2Configuration) }),
    ...(tags !== undefined && { tags: { ...ownTags(live.tags), ...ownTags(tags) } satisfies Tags }),
  };
}

type Template = NonNullable<ComputeResource['launchTemplate']>;

/** Version and overrides belong to the template they were said of: another one brings its own. */
function templateOver(wanted: Template, live: Template | undefined): Template {
  if (!isRecord(wanted) || live === undefined || !isSameTemplate(wanted, live)) return wanted;
  // AWS takes exactly one of id and name: the one the configuration gives.
  const { launchTemplateId: _, launchTemplateName: __, ...rest } = live;
  return laidOver(wanted, rest) as Template;
}

function isSameTemplate(wanted: Template, live: Template): boolean {
  const { launchTemplateId: id, launchTemplateName: name } = wanted;
  return (id !== undefined && id === live.launchTemplateId) || (name !== undefined && name === live.launchTemplateName);
}

type Images = NonNullable<ComputeResource['ec2Configuration']>;

/** The list is the wish's; an entry keeps what the live one of its image type says. */
function imagesOver(wanted: Images, live: Images | undefined): Images {
  return wanted.map((entry) => {
    const known = live?.find(({ imageType }) => imageType === entry.imageType);
    return laidOver(entry, known) as Images[number];
  });
}
