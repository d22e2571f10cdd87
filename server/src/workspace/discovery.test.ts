import { describe, expect, test } from 'vitest';
import { createDiscovery } from './discovery';

const NOTHING: ReadonlySet<string> = new Set();

describe('which files are looked at', () => {
  test('YAML is read, JSON only if it may be a manifest, anything else is no file of ours', () => {
    const discovery = createDiscovery([]);
    expect(discovery.file('deploy/web.yaml')).toEqual({ kind: 'read' });
    expect(discovery.file('deploy/WEB.YML')).toEqual({ kind: 'read' });
    expect(discovery.file('deploy/Kustomization')).toEqual({ kind: 'read' });
    expect(discovery.file('deploy/web.json')).toEqual({ kind: 'read-if-manifest' });
    expect(discovery.file('README.md')).toEqual({ kind: 'other' });
  });

  test('archives are listed, not opened', () => {
    expect(createDiscovery([]).file('charts/redis-1.2.3.tgz')).toEqual({ kind: 'refuse', why: 'archive' });
  });

  test('installed packages, version control and vendored dependencies are never entered', () => {
    const discovery = createDiscovery([]);
    expect(discovery.refuseFolder('a/node_modules', NOTHING)).toBe('installed packages');
    expect(discovery.refuseFolder('.git', NOTHING)).toBe('version control');
    expect(discovery.refuseFolder('a/vendor', new Set(['go.mod', 'vendor']))).toBe('vendored dependencies');
    expect(discovery.refuseFolder('a/vendor', new Set(['composer.json']))).toBe('vendored dependencies');
    // Elsewhere a folder of that name may hold manifests.
    expect(discovery.refuseFolder('vendor', new Set(['kustomization.yaml']))).toBeUndefined();
    expect(discovery.refuseFolder('deploy', NOTHING)).toBeUndefined();
  });

  test('.gitignore holds for its folder, the nearest one speaks last, and may take back', () => {
    const discovery = createDiscovery([]);
    discovery.addIgnoreFile('', 'generated/\n*.local.yaml\n/top.yaml\n');
    discovery.addIgnoreFile('apps', '!keep.local.yaml\nsecret.yaml\n');
    expect(discovery.refuseFolder('x/generated', NOTHING)).toBe('ignored by .gitignore');
    expect(discovery.file('x/web.local.yaml')).toEqual({ kind: 'refuse', why: 'ignored by .gitignore' });
    expect(discovery.file('apps/keep.local.yaml')).toEqual({ kind: 'read' });
    expect(discovery.file('apps/secret.yaml')).toEqual({ kind: 'refuse', why: 'ignored by .gitignore' });
    expect(discovery.file('secret.yaml')).toEqual({ kind: 'read' });
    expect(discovery.file('top.yaml')).toEqual({ kind: 'refuse', why: 'ignored by .gitignore' });
    expect(discovery.file('x/top.yaml')).toEqual({ kind: 'read' });
  });

  test('the charter leaves files and folders out', () => {
    const discovery = createDiscovery(['third_party/**', '*.gen.yaml', 'legacy']);
    expect(discovery.file('third_party/a/b.yaml')).toEqual({ kind: 'refuse', why: 'excluded by portcullis.yaml' });
    expect(discovery.file('a/b.gen.yaml')).toEqual({ kind: 'refuse', why: 'excluded by portcullis.yaml' });
    expect(discovery.refuseFolder('legacy', NOTHING)).toBe('excluded by portcullis.yaml');
    expect(discovery.file('a/b.yaml')).toEqual({ kind: 'read' });
  });

  test('a path below a refused folder is known as such later on', () => {
    const discovery = createDiscovery(['legacy']);
    discovery.addIgnoreFile('', 'out/\n');
    discovery.refuseFolder('go/vendor', new Set(['go.mod']));
    expect(discovery.isBelowRefusedFolder('go/vendor/x/a.yaml')).toBe(true);
    expect(discovery.isBelowRefusedFolder('a/node_modules/x.yaml')).toBe(true);
    expect(discovery.isBelowRefusedFolder('legacy/a.yaml')).toBe(true);
    expect(discovery.isBelowRefusedFolder('x/out/a.yaml')).toBe(true);
    expect(discovery.isBelowRefusedFolder('go/a.yaml')).toBe(false);
  });

  test('strange patterns never throw', () => {
    const discovery = createDiscovery(['', '[', '\\', '!', '**', '../x']);
    discovery.addIgnoreFile('', '[\n\\\n!\n(((\n');
    expect(() => discovery.file('a (1)/ü ß.yaml')).not.toThrow();
    expect(() => discovery.refuseFolder('-', NOTHING)).not.toThrow();
  });
});
