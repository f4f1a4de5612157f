import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { finalize, type Observable, tap } from 'rxjs';
import type { WorkSpan } from '#libs/kernel';
import { readContext, tracing } from '#libs/observability';

type Running = Pick<ServerUnaryCall<unknown, unknown>, 'getPath' | 'metadata'>;

const spans = new WeakMap<object, WorkSpan>();

/** The span of a running call; undefined when its caller sent no context. */
export function spanOf(running: object): WorkSpan | undefined {
  return spans.get(running);
}

/** Records every call of a server whose caller sent a context. */
export class ServedSpans implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const running = context.getArgByIndex<Running>(2);
    const span = tracing()?.serve('serveStock', readContext(running.metadata));
    if (span === undefined) return next.handle();
    span.set('rpc.method', running.getPath().slice(1));
    spans.set(running, span);
    return next.handle().pipe(
      tap({ error: () => span.fail() }),
      finalize(() => span.end()),
    );
  }
}
