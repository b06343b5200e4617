'use client';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type DragEvent, type RefObject, useRef, useState } from 'react';
import { formatBytes } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import { useMay, useMe } from '@/components/shell/use-me';
import { Button } from '@/components/ui/button';
import { Given } from '@/components/ui/given';
import { Icon } from '@/components/ui/icon';
import { State } from '@/components/ui/state';
import { type UploadAnswer, upload } from './upload';

type Connection = { readonly code: string; readonly name: string };
type Item = {
  readonly id: number;
  readonly file: File;
  readonly sentBytes: number;
  readonly answer: UploadAnswer | null;
};

/** Files taken at once; more are brought in a second go, so that one drop cannot fill the line for an hour. */
const FILES_MAX = 20;
let nextId = 0;

/** Sends files one after the other; each keeps its own line with what became of it. */
function useUploads(connection: string, adopt: boolean) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [items, setItems] = useState<readonly Item[]>([]);
  const change = (id: number, part: Partial<Item>) =>
    setItems((all) => all.map((item) => (item.id === id ? { ...item, ...part } : item)));
  const start = async (files: readonly File[]) => {
    const added = files.slice(0, FILES_MAX).map((file): Item => {
      nextId += 1;
      return { id: nextId, file, sentBytes: 0, answer: null };
    });
    setItems(added);
    for (const { id, file } of added) {
      const answer = await upload({ file, connection, adopt, onProgress: (sentBytes) => change(id, { sentBytes }) });
      change(id, { answer });
      await cache.invalidateQueries(trpc.artifacts.list.pathFilter());
    }
  };
  return { items, start };
}

const ADOPT_BARRED = 'Takes the right to edit master data, and every facility.';

export function UploadBox({ connections }: { connections: readonly Connection[] }) {
  const [connection, setConnection] = useState(
    connections.find(({ code }) => code === 'upload')?.code ?? connections[0]?.code ?? '',
  );
  const [adopt, setAdopt] = useState(false);
  const { allFacilities } = useMe();
  const mayAdopt = useMay('masterdata.edit') && allFacilities;
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { items, start } = useUploads(connection, adopt);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void start([...event.dataTransfer.files]);
  };
  return (
    <section
      className={over ? 'upload over' : 'upload'}
      aria-label="Upload"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="row upload-line">
        <Icon name="upload" />
        <span>Drop files here, or</span>
        <Button
          look="primary"
          reason={connection ? null : 'No inbound connection is active.'}
          onClick={() => input.current?.click()}
        >
          Choose files
        </Button>
        <FileInput input={input} onFiles={(files) => void start(files)} />
        <span className="sp" />
        <label className="row s">
          <span className="q">Connection</span>
          <select className="input" value={connection} onChange={(event) => setConnection(event.target.value)}>
            {connections.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="row s" title={mayAdopt ? undefined : ADOPT_BARRED}>
          <input
            type="checkbox"
            checked={adopt}
            disabled={!mayAdopt}
            onChange={(event) => setAdopt(event.target.checked)}
          />
          Adopt unknown payers and payees as provisional
        </label>
      </div>
      {items.length > 0 ? (
        <ul className="upload-items" aria-live="polite">
          {items.map((item) => (
            <UploadLine key={item.id} item={item} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function UploadLine({ item: { file, sentBytes, answer } }: { item: Item }) {
  return (
    <li className="row">
      <span className="cut m">
        <Given text={file.name} />
      </span>
      <span className="q nw">{formatBytes(BigInt(file.size))}</span>
      {answer === null ? <State state="inflight" word={sending(file, sentBytes)} /> : null}
      {answer?.ok ? (
        <>
          <State
            state={answer.repeated ? 'duplicate' : 'inflight'}
            word={answer.repeated ? 'These bytes came before; kept out' : 'Stored, being read'}
          />
          <Link className="num" href={routes.artifact(answer.artifactId)}>
            Open
          </Link>
        </>
      ) : null}
      {answer && !answer.ok ? (
        <>
          <State state="rejected" word={answer.message} />
          <span className="q">{answer.cure}</span>
          <code className="mono s q">{answer.code}</code>
        </>
      ) : null}
    </li>
  );
}

const sending = (file: File, sentBytes: number): string =>
  sentBytes === 0 ? 'Waiting' : `Sending ${formatBytes(BigInt(sentBytes))} of ${formatBytes(BigInt(file.size))}`;

type FileInputProps = { input: RefObject<HTMLInputElement | null>; onFiles: (files: readonly File[]) => void };

/** Hidden behind the button, and emptied after each choice, so that the same file can be chosen again. */
function FileInput({ input, onFiles }: FileInputProps) {
  return (
    <input
      ref={input}
      className="sr"
      type="file"
      multiple
      tabIndex={-1}
      aria-label="Files to upload"
      onChange={(event) => {
        onFiles([...(event.target.files ?? [])]);
        event.target.value = '';
      }}
    />
  );
}
