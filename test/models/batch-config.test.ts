import type {
  CRAllocationStrategy,
  CreateComputeEnvironmentCommandInput,
  CreateConsumableResourceCommandInput,
  CreateJobQueueCommandInput,
  CreateSchedulingPolicyCommandInput,
  RegisterJobDefinitionCommandInput,
  RetryAction,
} from '@aws-sdk/client-batch';
import { describe, expectTypeOf, it } from 'vitest';
import type {
  AllocationStrategy,
  ComputeEnvironment,
  ConsumableResource,
  EvaluateOnExit,
  JobDefinition,
  JobQueue,
  SchedulingPolicy,
} from '../../src/models/batch-config.ts';

/**
 * The same shape without `readonly`, as the SDK declares it. EvaluateOnExit.action is text here because AWS reads it in
 * either case; the SDK lists the capitals.
 */
type Mutable<T> = [keyof T, keyof EvaluateOnExit] extends [keyof EvaluateOnExit, keyof T]
  ? { -readonly [K in keyof T]: K extends 'action' ? RetryAction : T[K] }
  : T extends readonly (infer Element)[]
    ? Mutable<Element>[]
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;

/** Paths of ours that AWS does not have: assignability alone would let a misspelt optional member through. */
type NotInAws<Ours, Aws> = Ours extends readonly (infer OurElement)[]
  ? Aws extends readonly (infer AwsElement)[]
    ? NotInAws<OurElement, AwsElement>
    : never
  : Ours extends object
    ? string extends keyof Ours
      ? never
      : {
          [K in keyof Ours & string]: K extends keyof Aws
            ? `${NotInAws<NonNullable<Ours[K]>, NonNullable<Aws[K]>>}`
            : K;
        }[keyof Ours & string]
    : never;

describe('the shapes of BatchConfig (held by the type checker, npm run types)', () => {
  it('are assignable to the inputs of the SDK', () => {
    expectTypeOf<Mutable<ComputeEnvironment>>().toExtend<CreateComputeEnvironmentCommandInput>();
    expectTypeOf<Mutable<JobQueue>>().toExtend<CreateJobQueueCommandInput>();
    expectTypeOf<Mutable<SchedulingPolicy>>().toExtend<CreateSchedulingPolicyCommandInput>();
    expectTypeOf<Mutable<ConsumableResource>>().toExtend<CreateConsumableResourceCommandInput>();
    expectTypeOf<Mutable<JobDefinition>>().toExtend<RegisterJobDefinitionCommandInput>();
  });

  it('have no member AWS does not have, at any depth', () => {
    expectTypeOf<NotInAws<ComputeEnvironment, CreateComputeEnvironmentCommandInput>>().toBeNever();
    expectTypeOf<NotInAws<JobQueue, CreateJobQueueCommandInput>>().toBeNever();
    expectTypeOf<NotInAws<SchedulingPolicy, CreateSchedulingPolicyCommandInput>>().toBeNever();
    expectTypeOf<NotInAws<ConsumableResource, CreateConsumableResourceCommandInput>>().toBeNever();
    expectTypeOf<NotInAws<JobDefinition, RegisterJobDefinitionCommandInput>>().toBeNever();
  });

  it('would be refused with a misspelt member, at the top or deep inside', () => {
    type Misspelt = {
      readonly jobQueueName: string;
      readonly computeEnvironmentOrder: readonly { readonly ordr: 1 }[];
    };
    expectTypeOf<NotInAws<Misspelt, CreateJobQueueCommandInput>>().toEqualTypeOf<'ordr'>();
  });

  it('know every allocation strategy the SDK knows', () => {
    expectTypeOf<AllocationStrategy>().toEqualTypeOf<CRAllocationStrategy>();
  });
});
