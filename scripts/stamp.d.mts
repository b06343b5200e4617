export function hashOf(paths: readonly string[]): string;
export function whenChanged(stampFile: string, state: string, make: () => void): boolean;
