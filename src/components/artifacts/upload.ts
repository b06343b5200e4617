/** Sends one file as a stream with progress; the answer says what was kept. */
export type UploadAnswer =
  | { readonly ok: true; readonly artifactId: string; readonly repeated: boolean }
  | { readonly ok: false; readonly message: string; readonly cure: string; readonly code: string };

type Upload = {
  readonly file: File;
  readonly connection: string;
  readonly adopt: boolean;
  readonly onProgress: (sentBytes: number) => void;
};

const LOST: UploadAnswer = {
  ok: false,
  code: 'LINE_LOST',
  message: 'The line broke before the file was stored. Nothing of it was kept.',
  cure: 'Upload it again.',
};

function answerOf(status: number, text: string): UploadAnswer {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return LOST;
    const field = (name: string) => String(Object.entries(body).find(([key]) => key === name)?.[1] ?? '');
    if (status === 202) return { ok: true, artifactId: field('artifactId'), repeated: field('state') === 'repeated' };
    return { ok: false, code: field('code'), message: field('message'), cure: field('cure') };
  } catch {
    return LOST;
  }
}

/** XMLHttpRequest, because fetch does not tell how much of a body has left. Resolves always, with the refusal if refused. */
export function upload({ file, connection, adopt, onProgress }: Upload): Promise<UploadAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/ingest/upload');
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    request.setRequestHeader('X-Connection', connection);
    request.setRequestHeader('X-Adopt', String(adopt));
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => resolve(answerOf(request.status, request.responseText));
    request.onerror = () => resolve(LOST);
    request.send(file);
  });
}
