/**
 * Which members hold an enumeration: the SDK's run-time schemas call them plain strings, only its type declarations know.
 * A test compares this table with the declarations of the installed SDK.
 */
export const ENUMERATION_OF: Readonly<Record<string, string>> = {
  'ComputeResource.allocationStrategy': 'CRAllocationStrategy',
  'ComputeResource.type': 'CRType',
  'ComputeResourceUpdate.allocationStrategy': 'CRUpdateAllocationStrategy',
  'ComputeResourceUpdate.type': 'CRType',
  'CreateComputeEnvironmentRequest.state': 'CEState',
  'CreateComputeEnvironmentRequest.type': 'CEType',
  'CreateJobQueueRequest.jobQueueType': 'JobQueueType',
  'CreateJobQueueRequest.state': 'JQState',
  'Device.permissions': 'DeviceCgroupPermission',
  'EFSAuthorizationConfig.iam': 'EFSAuthorizationConfigIAM',
  'EFSVolumeConfiguration.transitEncryption': 'EFSTransitEncryption',
  'EcsSettings.containerInsights': 'ContainerInsights',
  'EvaluateOnExit.action': 'RetryAction',
  'FirelensConfiguration.type': 'FirelensConfigurationType',
  'JobDependency.type': 'ArrayJobDependency',
  'JobStateTimeLimitAction.action': 'JobStateTimeLimitActionsAction',
  'JobStateTimeLimitAction.state': 'JobStateTimeLimitActionsState',
  'LaunchTemplateSpecification.userdataType': 'UserdataType',
  'LaunchTemplateSpecificationOverride.userdataType': 'UserdataType',
  'LogConfiguration.logDriver': 'LogDriver',
  'NetworkConfiguration.assignPublicIp': 'AssignPublicIp',
  'QuotaSharePolicy.idleResourceAssignmentStrategy': 'QuotaShareIdleResourceAssignmentStrategy',
  'RegisterJobDefinitionRequest.platformCapabilities': 'PlatformCapability',
  'RegisterJobDefinitionRequest.type': 'JobDefinitionType',
  'ResourceRequirement.type': 'ResourceType',
  'UpdateComputeEnvironmentRequest.state': 'CEState',
  'UpdateJobQueueRequest.state': 'JQState',
};

/** The SDK's exported object with the values of `Structure.member`; undefined when it is free text. */
export function nameOfEnumeration(member: string | undefined): string | undefined {
  return member === undefined ? undefined : ENUMERATION_OF[member];
}

/** Schemas also merge integer and float; this is the one float in a Batch request (API model 2016-08-10). */
export function isFloatMember(member: string | undefined): boolean {
  return member === 'ShareAttributes.weightFactor';
}
