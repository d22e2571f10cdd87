import { stringIn } from '../params';
import { PAGE, type PageParams, type PageResult } from '../protocol';
import type { Session } from '../session';

export function onPage(session: Session): void {
  session.connection.onRequest(PAGE, (params: PageParams): PageResult => {
    const uri = session.places.pageOf(stringIn(params?.id, 'id'));
    return uri === undefined ? {} : { uri };
  });
}
