/** What `workload.schedules` holds; a type alone, because what reads schedules is loaded with the first of them (scheduled-workload.ts). */
import type { Scenario } from './schema.ts';

export type Schedules = NonNullable<Scenario['workload']['schedules']>;
export type ScheduleRule = Schedules['rules'][number];
