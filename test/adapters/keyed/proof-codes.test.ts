import { describe, expect, it } from '@jest/globals';
import { scryptProofCodes } from '../../../lambdas/adapters/keyed/proof-codes.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { CODE_KEY, proofCodes as codes, MemoryKey } from '../../support/keys.ts';

const many = (make: () => Secret): string[] => Array.from({ length: 2_000 }, () => make().reveal());
const hashed = async (code: Secret, salt = codes.salt()) => ({ salt, hash: await codes.hash(code, salt) });

describe('codes', () => {
  it('are sent with 8 digits, all equally likely', () => {
    const sent = many(codes.issued);
    for (const code of sent) expect(code).toMatch(/^\d{8}$/);
    expect(new Set(sent).size).toBeGreaterThan(1_990);
    const leading = sent.filter((code) => code.startsWith('0')).length;
    expect(leading).toBeGreaterThan(120);
    expect(leading).toBeLessThan(290);
  });

  it('are kept with 80 bits, in signs that cannot be mistaken for each other', () => {
    const kept = many(codes.saved);
    for (const code of kept) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(kept).size).toBe(2_000);
    expect(new Set(kept.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('are not seen when they are printed', () => {
    const code = codes.saved();
    expect(`${code} ${JSON.stringify({ code })}`).not.toContain(code.reveal());
  });

  it('are hashed slowly, with a salt, so that neither hash nor time gives one away', async () => {
    const code = new Secret('12345678');
    const [one, two] = [await hashed(code), await hashed(code)];
    expect(one.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(one.hash).not.toBe(two.hash);
    // RFC 7914 with N = 2^14, r = 8, p = 1, then RFC 2104 with SHA-256, made by Python's hashlib.scrypt and hmac.
    expect(await codes.hash(code, 'salt')).toBe(VECTOR);
  });

  it('are found among others, each with its own salt or several with one', async () => {
    const saved = [codes.saved(), codes.saved(), codes.saved()];
    const salt = codes.salt();
    const kept = await Promise.all(saved.map((code, index) => hashed(code, index < 2 ? salt : undefined)));
    for (const [index, code] of saved.entries()) expect(await codes.find(code, kept)).toBe(kept[index]);
    expect(await codes.find(codes.saved(), kept)).toBeUndefined();
    expect(await codes.find(new Secret(''), kept)).toBeUndefined();
    expect(await codes.find(codes.saved(), [])).toBeUndefined();
  });

  it.each([
    ['7K0M-1ABC-DEFG-HJKM', '7k0m 1abc defg hjkm'],
    ['7K0M-1ABC-DEFG-HJKM', '7KOM-IABC–DEFG-HJKM'],
    ['7K0M-1ABC-DEFG-HJKM', ' 7koml abcdefghjkm '],
    ['12345678', '1234 5678'],
  ])('are the same however somebody types them: %s, %s', async (code, typed) => {
    const kept = await hashed(new Secret(code));
    expect(await codes.find(new Secret(typed), [kept])).toBe(kept);
  });

  it('are not found by a hash that cannot be one', async () => {
    const code = codes.saved();
    for (const hash of ['', 'zz', 'ab']) expect(await codes.find(code, [{ hash, salt: 'salt' }])).toBeUndefined();
  });
});

describe('the key in their hashes', () => {
  const NEXT = 'n'.repeat(64);
  const saved = codes.saved();
  const keptUnder = async (key: MemoryKey) => ({ salt: 'salt', hash: await scryptProofCodes(key).hash(saved, 'salt') });

  it('is needed to find a code', async () => {
    const kept = await keptUnder(new MemoryKey(CODE_KEY));
    expect(await codes.find(saved, [kept])).toBe(kept);
    expect(await scryptProofCodes(new MemoryKey(NEXT)).find(saved, [kept])).toBeUndefined();
  });

  it('finds what was made before it was replaced while that one is kept, and makes nothing with that one', async () => {
    const key = new MemoryKey(CODE_KEY);
    const before = await keptUnder(key);
    key.replace(NEXT);
    const after = await keptUnder(key);
    expect(after.hash).toBe((await keptUnder(new MemoryKey(NEXT))).hash);
    expect(await scryptProofCodes(key).find(saved, [before])).toBe(before);
    expect(await scryptProofCodes(key).find(saved, [after])).toBe(after);
    key.forgetPrevious();
    expect(await scryptProofCodes(key).find(saved, [before])).toBeUndefined();
    expect(await scryptProofCodes(key).find(saved, [after])).toBe(after);
  });

  it('makes and compares nothing while it cannot be read, which is neither right nor wrong', async () => {
    const kept = await keptUnder(new MemoryKey(CODE_KEY));
    const without = scryptProofCodes(new MemoryKey());
    const unreadable = { code: 'key-unreadable', retryable: true };
    await expect(without.hash(saved, 'salt')).rejects.toMatchObject(unreadable);
    await expect(without.find(saved, [kept])).rejects.toMatchObject(unreadable);
  });
});

const VECTOR = '019810a586d2f8d22cfa3e2e511e32c477436bec53ff31ce3250c0326126e6fd';
