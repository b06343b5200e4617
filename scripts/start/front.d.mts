import type { RequestListener } from 'node:http';

export function front(listener: RequestListener, lingerMs?: number): RequestListener;
