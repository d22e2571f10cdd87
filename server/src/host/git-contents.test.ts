import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, createReader } from './git-contents';

describe('createReader', () => {
  it('reads contents in whatever pieces they come', () => {
    const contents = fc.array(fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined }), { maxLength: 6 });
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 50 }), (all, piece) => {
        const stream = Buffer.concat(
          all.map((bytes) =>
            bytes === undefined
              ? Buffer.from('abc123 missing\n')
              : Buffer.concat([Buffer.from(`abc123 blob ${bytes.length}\n`), bytes, Buffer.from('\n')]),
          ),
        );
        const answers: Content[] = [];
        const reader = createReader(
          () => 30,
          (content) => answers.push(content),
        );
        for (let at = 0; at < stream.length; at += piece)
          expect(reader.take(stream.subarray(at, at + piece))).toBe(true);
        expect(answers.map(shown)).toEqual(
          all.map((bytes) => {
            if (bytes === undefined) return 'missing';
            return bytes.length > 30 ? 'too-large' : shown(Buffer.from(bytes));
          }),
        );
      }),
    );
  });

  it('gives up on a first line without end', () => {
    const reader = createReader(
      () => 1,
      () => undefined,
    );
    expect(reader.take(Buffer.alloc(2000, 'x'))).toBe(false);
  });
});

function shown(content: Content): string {
  return typeof content === 'string' ? content : content.toString('hex');
}
