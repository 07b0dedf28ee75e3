import { afterEach, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../../../bin/cli/failure.ts';
import { cli } from '../../../support/cli.ts';
import { aStory } from '../../../support/cli-story.ts';
import { type FakeService, fakeService } from '../../../support/fake-service.ts';

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
});

/** What somebody of the staff is told who checks these words, where the service finds them or not. */
async function hearing(heard: boolean) {
  const { answer } = await aStory();
  service = await fakeService({ 'GET /recoveries/rec-1?heard=amber+falcon': { body: { ...answer, heard } } });
  return cli(['recoveries', 'hear', 'rec-1', 'amber falcon'], { url: service.url });
}

describe('rule 12: recoveries hear', () => {
  it('says that a page shows the words, and that this proves nothing', async () => {
    const { code, out, err } = await hearing(true);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('A page of this recovery shows these words.');
    expect(out).toContain('they prove nothing by themselves');
  });

  it('says what to do where no page shows them', async () => {
    const { code, err } = await hearing(false);
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('page-unknown');
    expect(err).toContain('recoveries suspect ID');
  });
});
