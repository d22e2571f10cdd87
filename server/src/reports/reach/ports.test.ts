import { describe, expect, it } from 'vitest';
import { ALL_PORTS, NO_PORTS, type PortSet, portRange, unionOf } from '../../network/sets/ports';
import { portsText, portsTextOfCompat, verdictText } from './ports';

const HTTP = portRange('TCP', 80, 80);
const WEB = unionOf(HTTP, portRange('TCP', 443, 443));
const DNS = portRange('UDP', 53, 53);

describe('ports in words', () => {
  it.each<[PortSet, string]>([
    [NO_PORTS, 'No Connections'],
    [ALL_PORTS, 'All Connections'],
    [unionOf(WEB, DNS), 'TCP 80,443,UDP 53'],
    [portRange('SCTP', 1, 65535), 'SCTP 1-65535'],
    [{ ...ALL_PORTS, others: false }, 'SCTP 1-65535,TCP 1-65535,UDP 1-65535'],
    [{ ...HTTP, others: true }, 'TCP 80,others'],
  ])('%j', (set, text) => {
    expect(portsText(set)).toBe(text);
  });

  it('another tool does not count what has no ports', () => {
    expect(portsTextOfCompat({ ...ALL_PORTS, others: false })).toBe('All Connections');
    expect(portsTextOfCompat({ ...HTTP, others: true })).toBe('TCP 80');
    expect(portsTextOfCompat(NO_PORTS)).toBe('No Connections');
  });

  it.each<[PortSet, PortSet, string]>([
    [HTTP, HTTP, 'TCP 80'],
    [HTTP, WEB, 'TCP 80; maybe TCP 443'],
    [NO_PORTS, WEB, 'maybe TCP 80,443'],
    [HTTP, ALL_PORTS, 'TCP 80; maybe All Connections'],
    [NO_PORTS, NO_PORTS, 'No Connections'],
  ])('%j, perhaps %j', (open, possible, text) => {
    expect(verdictText({ open, possible })).toBe(text);
  });
});
