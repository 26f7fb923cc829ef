/** What we use of idb 8; its own types come with the package. */

export interface ObjectStore<Value> {
  get(key: string): Promise<Value | undefined>;
  getAll(): Promise<Value[]>;
  getAllKeys(): Promise<string[]>;
  put(value: Value, key: string): Promise<string>;
  delete(key: string): Promise<void>;
}

export interface Database {
  createObjectStore(name: string): void;
  close(): void;
  transaction(
    names: string[],
    mode: IDBTransactionMode,
    options: IDBTransactionOptions
  ): { objectStore<Value>(name: string): ObjectStore<Value>; done: Promise<void> };
}

export function openDB(
  name: string,
  version: number,
  handlers: { upgrade(db: Database): void; blocking(): void; terminated(): void }
): Promise<Database>;
