export * from './known-port';
export { KNOWN_PORTS, PORT_TABLES } from './known-ports';
export * from './lookup';
