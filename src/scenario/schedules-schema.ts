/**
 * The zod field for `workload.schedules`: CreateSchedule of EventBridge Scheduler with SubmitJob of AWS Batch as the target, both in camel
 * case, and what AWS does not know: how long the jobs run. Expressions, time zones and dates are read in check-firing.ts.
 */
import { z } from 'zod/mini';
import { described } from './described.ts';
import { later } from './later.ts';
import { minutesField, numberField, wholeNumber } from './quantity-schema.ts';
import { filledText, filledTextField, text } from './text-schema.ts';

export const schedulesSchema = later(() => {
  const minutes = { minimum: 0.001, maximum: 1_000_000 };
  const date = () => z.exactOptional(filledText);
  const flexibleTimeWindow = z.strictObject({
    mode: z.enum(['OFF', 'FLEXIBLE']),
    maximumWindowInMinutes: z.exactOptional(wholeNumber(1, 1440)),
  });
  const resourceRequirement = z.strictObject({ type: z.enum(['VCPU', 'MEMORY', 'GPU']), value: text });
  const target = z.strictObject({
    jobQueue: filledTextField('Name or ARN of one of the queues below.'),
    jobDefinition: filledTextField(
      'Name, name:revision or ARN; what one of that name below asks for, the job asks for.',
    ),
    arrayProperties: described(
      z.exactOptional(z.strictObject({ size: wholeNumber(2, 10_000) })),
      'An array job of so many children (AWS: 2 to 10,000).',
    ),
    retryStrategy: z.exactOptional(z.strictObject({ attempts: wholeNumber(1, 10) })),
    timeout: z.exactOptional(z.strictObject({ attemptDurationSeconds: wholeNumber(60) })),
    shareIdentifier: z.exactOptional(filledText),
    schedulingPriorityOverride: z.exactOptional(wholeNumber(0, 9999)),
    containerOverrides: described(
      z.exactOptional(z.strictObject({ resourceRequirements: z.exactOptional(z.array(resourceRequirement)) })),
      'Replaces what the job definition asks for, one by one.',
    ),
  });
  const rule = z.strictObject({
    name: filledText,
    scheduleExpression: filledTextField('cron(0 2 * * ? *), rate(6 hours) or at(2026-03-02T02:00:00).'),
    scheduleExpressionTimezone: described(
      z.exactOptional(filledText),
      'As Europe/Berlin; UTC when omitted, as rules of EventBridge always are.',
    ),
    startDate: described(date(), 'Not before; for rate(...) the first time.'),
    endDate: described(date(), 'Not after.'),
    flexibleTimeWindow: described(
      z.exactOptional(flexibleTimeWindow),
      'FLEXIBLE: some time within so many minutes after its time.',
    ),
    state: described(z.exactOptional(z.enum(['ENABLED', 'DISABLED'])), 'ENABLED unless said otherwise.'),
    target: described(target, 'The job, in the words of SubmitJob.'),
    runtimeMinutes: minutesField(minutes, 'Median run time of a job or child, minutes.'),
    runtimeP95Minutes: z.exactOptional(
      minutesField(minutes, '95th percentile of it; one and a half times the median when omitted.'),
    ),
  });
  return z.strictObject({
    start: filledTextField('First instant of the replay, as 2026-03-02 or 2026-03-02T06:00:00Z.'),
    days: numberField({ minimum: 0.01, maximum: 3660 }, 'Length of the replay in days.'),
    rules: described(z.array(rule).check(z.minLength(1)), 'Schedules of EventBridge, each with its job.'),
  });
});
