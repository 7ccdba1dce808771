/** The flags that give subnets, security groups and roles, shared by the verbs that make environments. */
import type { Command } from 'commander';
import type { NetworkSettings } from '../export/index.ts';
import { list } from './verbs/flags.ts';

export interface NetworkFlags {
  readonly subnets?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly instanceRole?: string;
  readonly spotFleetRole?: string;
  readonly serviceRole?: string;
}

export function addNetworkFlags(command: Command): Command {
  return command
    .option('--subnets <ids>', 'subnets of new compute environments, comma-separated', list)
    .option('--security-groups <ids>', 'security groups, comma-separated', list)
    .option('--instance-role <role>', 'ECS instance profile, name or ARN')
    .option('--spot-fleet-role <arn>', 'only for Spot with BEST_FIT')
    .option('--service-role <arn>', 'Batch service role; the service-linked role when left out');
}

export function networkOf(flags: NetworkFlags): NetworkSettings {
  return {
    ...(flags.subnets !== undefined && { subnets: flags.subnets }),
    ...(flags.securityGroups !== undefined && { securityGroupIds: flags.securityGroups }),
    ...(flags.instanceRole !== undefined && { instanceRole: flags.instanceRole }),
    ...(flags.spotFleetRole !== undefined && { spotIamFleetRole: flags.spotFleetRole }),
    ...(flags.serviceRole !== undefined && { serviceRole: flags.serviceRole }),
  };
}
