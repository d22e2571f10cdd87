export * from './declared';
export * from './ingress';
export * from './injection';
export * from './namespaces';
export * from './policy';
export * from './service';
