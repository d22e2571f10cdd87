import { judgeTest } from '../../network/reach';
import { changeTo } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';
import { type ToldAssertion, tellTest } from './told';

interface FailedAssertion extends Breach {
  readonly told: ToldAssertion;
}

export const failedAssertion = defineGuardrail<'port-test', FailedAssertion>({
  id: 'failed-assertion',
  title: 'A connection assertion does not hold',
  category: 'charter',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['port-test'],
    *find(test, { environment, charter }) {
      for (const told of tellTest(test, judgeTest(environment, charter, test))) {
        if (told.outcome !== 'holds') yield breachOf(told);
      }
    },
  },
  message({ told }) {
    return told.message ?? told.title;
  },
  related({ told }) {
    return told.related;
  },
  fixes({ told: { meant } }) {
    const edit = meant === undefined ? undefined : changeTo(meant.node, meant.name);
    if (meant === undefined || edit === undefined) return [];
    // Who is meant, only the author knows.
    return [{ title: oneLine(`Change it to ${quoted(meant.name)}`), safe: false, edits: [edit] }];
  },
});

function breachOf(told: ToldAssertion): FailedAssertion {
  const { outcome, certain, at, title } = told;
  return {
    at,
    subject: `assertion=${title}`,
    ...doubtOf(outcome, certain),
    told,
  };
}

function doubtOf(outcome: ToldAssertion['outcome'], certain: boolean): Pick<Breach, 'severity' | 'confidence'> {
  if (outcome === 'fails') return certain ? {} : { severity: 'warning', confidence: 'likely' };
  // An assertion that nobody can check protects nobody, and whoever wrote it believes that it does. One that is about
  // nobody in this environment may be meant for the others.
  return certain ? { severity: 'warning' } : { severity: 'info', confidence: 'likely' };
}
