import { AppError } from '@/domain/failure';

/** A sender that is silent this long has gone away; its half file must not hold a database connection. */
const SILENCE_MAX_MS = 30_000;

async function withinSilence<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    const error = new AppError(
      'SENDER_SILENT',
      'retry',
      'The sender stopped in the middle of the file for 30 seconds.',
    );
    timer = setTimeout(() => reject(error), SILENCE_MAX_MS);
  });
  try {
    return await Promise.race([next, silent]);
  } finally {
    clearTimeout(timer);
  }
}

/** The body of a request piece by piece, without ever holding it whole. */
export async function* bodyOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
