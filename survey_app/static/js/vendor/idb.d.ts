/** What we use of idb 8; its own types come with the package. */

export interface ObjectStore<Value> {
  get(key: string): Promise<Value | undefined>;
  getAll(): Promise<Value[]>;
  put(value: Value, key: string): Promise<string>;
  delete(key: string | IDBKeyRange): Promise<void>;
}

export interface Transaction {
  objectStore<Value>(name: string): ObjectStore<Value>;
  commit?(): void;
  abort(): void;
  done: Promise<void>;
}

export interface Database {
  createObjectStore(name: string): void;
  close(): void;
  transaction(names: string[], mode: IDBTransactionMode, options: IDBTransactionOptions): Transaction;
}

export function openDB(
  name: string,
  version: number,
  handlers: {
    upgrade(db: Database, from: number, to: number | null, transaction: Transaction): void;
    blocking(): void;
    terminated(): void;
  }
): Promise<Database>;
