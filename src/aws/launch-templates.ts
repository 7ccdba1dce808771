/**
 * Reads from EC2 how large the root volumes of the compute environments are, where a launch template says so. Without one
 * the image decides: 30 GiB on AWS's own (github.com/aws/amazon-ecs-ami).
 */
import { kindOfFailure } from './call-failure.ts';
import type { Ec2Reader } from './ec2-api.ts';
import type { LiveComputeEnvironment } from './live-account.ts';

export interface RootVolumes {
  /** GiB by compute environment; only those whose launch template sets a size. */
  readonly gibByEnvironment: ReadonlyMap<string, number>;
  readonly notes: readonly string[];
}

/** Batch user guide, "Use Amazon EC2 launch templates": the root device of the ECS images. */
const ROOT_DEVICE = '/dev/xvda';

export function usesLaunchTemplate({ computeResources }: LiveComputeEnvironment): boolean {
  const template = computeResources?.launchTemplate;
  return Boolean(template?.launchTemplateId || template?.launchTemplateName);
}

/** Denied or unknown templates are notes, not failures; any other error rejects. */
export async function readRootVolumes(
  reader: Ec2Reader,
  environments: readonly LiveComputeEnvironment[],
  signal?: AbortSignal,
): Promise<RootVolumes> {
  const gibByEnvironment = new Map<string, number>();
  const notes: string[] = [];
  for (const environment of environments.filter(usesLaunchTemplate)) {
    const name = environment.computeEnvironmentName;
    try {
      const gib = await rootVolumeOf(reader, environment, signal);
      if (gib !== undefined) gibByEnvironment.set(name, gib);
    } catch (error) {
      const kind = kindOfFailure(error);
      if (kind !== 'denied' && kind !== 'refused') throw error;
      const reason = kind === 'denied' ? 'ec2:DescribeLaunchTemplateVersions is not allowed' : messageOf(error);
      notes.push(`the root volume of ${name} is not known (${reason}); the assumption rootVolumeGib stands`);
      // The next template would be denied as well.
      if (kind === 'denied') break;
    }
  }
  return { gibByEnvironment, notes };
}

async function rootVolumeOf(
  reader: Ec2Reader,
  { computeResources }: LiveComputeEnvironment,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { launchTemplateId, launchTemplateName, version } = computeResources?.launchTemplate ?? {};
  const which = launchTemplateId ? { LaunchTemplateId: launchTemplateId } : { LaunchTemplateName: launchTemplateName };
  const answer = await reader.read(
    'DescribeLaunchTemplateVersions',
    // API LaunchTemplateSpecification: without a version, the template's default one.
    { ...which, Versions: [version || '$Default'] },
    signal,
  );
  const devices = answer.LaunchTemplateVersions?.[0]?.LaunchTemplateData?.BlockDeviceMappings ?? [];
  return devices.find(({ DeviceName }) => DeviceName === ROOT_DEVICE)?.Ebs?.VolumeSize;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
