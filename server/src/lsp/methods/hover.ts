import { MarkupKind } from 'vscode-languageserver';
import { hoverAt } from '../../features';
import { toRange } from '../convert';
import { positionIn, uriIn } from '../params';
import type { Session } from '../session';

export function onHover(session: Session): void {
  session.connection.onHover(async (params, token) => {
    const uri = uriIn(params);
    const position = positionIn(params.position);
    const current = await session.currentState(uri, token);
    if (current === undefined || current.folder?.hover === false) return null;
    const hover = hoverAt(current.state.snapshot, current.state.analysis, current.path, position);
    if (hover === undefined) return null;
    const markdown = session.client.markdown;
    return {
      range: toRange(hover.range),
      contents: {
        kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
        value: markdown ? hover.markdown : hover.text,
      },
    };
  });
}
