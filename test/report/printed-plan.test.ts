import { describe, expect, it } from 'vitest';
import type { ChangePlan } from '../../src/aws/change-plan.ts';
import { printedPlan } from '../../src/report/printed-plan.ts';

describe('a printed change plan', () => {
  it('has no value of a variable of any kind of job definition, and its name', () => {
    const list = [{ name: 'TOKEN', value: 'hunter2' }];
    const kinds = {
      containerProperties: {
        environment: list,
        command: ['run', 'hunter2'],
        logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'hunter2' } },
      },
      nodeProperties: { nodeRangeProperties: [{ targetNodes: '0:', container: { environment: list } }] },
      ecsProperties: { taskProperties: [{ containers: [{ environment: list, command: ['hunter2'] }] }] },
      eksProperties: {
        podProperties: { containers: [{ env: list, args: ['hunter2'] }], initContainers: [{ env: list }] },
      },
      parameters: { codec: 'hunter2' },
    };
    // As read from the account, and as the request that registers it again.
    const plan = { before: { jobDefinitions: [{ unmodelled: kinds }] }, steps: [{ request: kinds }] };
    const shown = printedPlan(plan as unknown as ChangePlan);
    const text = JSON.stringify(shown);
    expect(text).not.toContain('hunter2');
    expect(text.match(/"TOKEN","value":"\(withheld\)"/g)).toHaveLength(10);
    expect(text).toContain('"codec":"(withheld)"');
    expect(text).toContain('"command":["(withheld)"]');
    expect(text).toContain('{"logDriver":"splunk","options":{"splunk-token":"(withheld)"}}');
    expect(shown.withheld).toBeDefined();
  });

  it('has the commands that change, where they change: they are what is approved', () => {
    const changes = [{ path: 'containerProperties.command', before: ['old'], after: ['new'] }];
    const steps = [{ request: { containerProperties: { command: ['new'] } } }];
    const shown = printedPlan({ before: {}, changes, steps } as unknown as ChangePlan);
    expect(shown.changes).toEqual(changes);
    expect(JSON.stringify(shown.steps)).toBe('[{"request":{"containerProperties":{"command":["(withheld)"]}}}]');
  });
});
