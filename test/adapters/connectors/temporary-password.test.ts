import { describe, expect, it } from '@jest/globals';
import { temporaryPassword } from '../../../lambdas/adapters/connectors/temporary-password.ts';

const many = Array.from({ length: 500 }, temporaryPassword);

describe('a temporary password', () => {
  it('satisfies a careful policy: 24 characters, each class', () => {
    for (const password of many) {
      expect(password).toMatch(/^[A-Za-z0-9!#%+\-=@_]{24}$/);
      for (const characters of [/[A-Z]/, /[a-z]/, /[0-9]/, /[!#%+\-=@_]/]) expect(password).toMatch(characters);
    }
  });

  it('has no character that is easily mistaken for another', () => {
    expect(many.join('')).not.toMatch(/[IO01l]/);
  });

  it('is another one each time', () => {
    expect(new Set(many).size).toBe(many.length);
  });

  it('tells nothing by the place of a class', () => {
    const first = new Set(
      many.map((password) =>
        password
          .charAt(0)
          .replace(/[A-Z]/, 'A')
          .replace(/[a-z]/, 'a')
          .replace(/\d/, '1')
          .replace(/[^Aa1]/, '#'),
      ),
    );
    expect([...first].sort()).toEqual(['#', '1', 'A', 'a']);
  });
});
