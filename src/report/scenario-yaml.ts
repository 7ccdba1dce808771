/** Writes a scenario as YAML a person can go on with: remarks on top as comments, short lists on one line. */
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';

const LINE_WIDTH = 118;
/** A list of plain values up to this many characters stays on its line. */
const SHORT_LIST = 90;

export function scenarioYaml(scenario: object, remarks: readonly string[]): string {
  const document = new Document(scenario);
  visit(document, {
    Seq: (_, list) => {
      const length = list.items.reduce<number>(
        (sum, item) => sum + String(isScalar(item) ? item.value : '').length + 2,
        0,
      );
      if (list.items.every(isScalar) && length <= SHORT_LIST) list.flow = true;
    },
    Map: (_, map) => {
      const plain = map.items.every(({ value }) => isScalar(value) && !isMap(value) && !isSeq(value));
      const length = String(JSON.stringify(map.toJSON())).length;
      if (plain && map.items.length <= 3 && length <= SHORT_LIST && map !== document.contents) map.flow = true;
    },
  });
  const comment = remarks.map((remark) => `# ${remark.replaceAll('\n', ' ')}\n`).join('');
  return comment + document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}
