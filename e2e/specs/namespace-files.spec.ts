import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { ThingsPage } from '../pages/things.ts';
import { ready } from '../support/craftastic.ts';
import { filmedIn, noisePng, tone } from '../support/media.ts';
import { expect, test } from '../support/test.ts';

const run = promisify(execFile);

// Ids are of the whole server, and a server is shared by the tests of a worker.
test.use({ ownServer: true });

test('files of a namespace: a large picture, a sound that is moved in, a film, a text, a download', async ({
  home: { page: browser },
  client,
  craftastic,
}, info) => {
  const environment = await ready(client, (await client.environments.create({ name: 'Media' })).id);
  const clone = info.outputPath('clone');
  const url = new URL(environment.repositoryUrl);
  url.username = 'grace';
  url.password = craftastic.token;
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Grace', '-c', 'user.email=grace@example.com', '-C', clone, ...args]);
  await run('git', ['clone', '-q', url.href, clone]);
  const sound = tone(30);
  const film = await filmedIn(browser);
  for (const [path, content] of Object.entries({
    'site/index.md': '# Media\n',
    'site/notes.txt': 'Just a note.\n',
    'site/media/noise.png': noisePng(1000, 1000),
    'site/media/tone.wav': sound,
    'site/media/film.webm': film,
    'site/media/tone.vtt': 'WEBVTT\n\n00:00.000 --> 00:30.000\nA tone\n',
    'site/media/page.html': '<script>document.title = "run"</script>',
  })) {
    await mkdir(join(clone, path, '..'), { recursive: true });
    await writeFile(join(clone, path), content);
  }
  await git('add', '--all');
  await git('commit', '-q', '-m', 'Media');
  await git('push', '-q', 'origin', 'HEAD');
  await client.bindings.create({ ns: 'https://media.example', environmentId: environment.id, path: 'site' });

  const things = new ThingsPage(browser);
  await browser.getByRole('link', { name: 'Things' }).click();
  await things.namespace('media.example').click();
  await things.show('Files');
  const files = browser.getByRole('listbox', { name: 'Files' });
  await files.getByRole('option', { name: 'notes.txt' }).click();
  await expect(browser.getByRole('textbox', { name: 'Text of notes.txt' })).toHaveValue('Just a note.\n');

  // By keys: into the folder, to a picture of 3 MB.
  await files.focus();
  await browser.keyboard.press('Home');
  await browser.keyboard.press('Enter');
  await files.getByRole('option', { name: 'noise.png' }).click();
  const picture = browser.getByRole('img', { name: 'noise.png' });
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1000);
  await expect(browser.getByRole('region', { name: 'noise.png' })).toContainText('1000 × 1000');
  await expect(browser.getByRole('heading', { name: /^noise\.png/ })).toContainText('MB');
  expect((await new AxeBuilder({ page: browser }).analyze()).violations).toEqual([]);

  // A sound is played from its middle, which is asked for alone.
  const answered: { url: string; range: string }[] = [];
  browser.on('response', (response) => {
    if (response.status() === 206)
      answered.push({ url: response.url(), range: response.headers()['content-range'] ?? '' });
  });
  // One of the file before may come late.
  const rangesOf = (name: string) => answered.filter(({ url }) => url.includes(name)).map(({ range }) => range);
  await files.getByRole('option', { name: 'tone.wav' }).click();
  const player = browser.locator('audio');
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => Math.round(audio.duration))).toBe(30);
  await player.evaluate(async (audio: HTMLAudioElement) => {
    const moved = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }));
    audio.currentTime = 25;
    await moved;
  });
  expect(await player.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBe(25);
  expect(new Set(rangesOf('tone.wav').map((range) => range.split('/')[1]))).toEqual(new Set([`${sound.length}`]));
  expect(await player.evaluate((audio: HTMLAudioElement) => audio.textTracks[0]?.cues?.length)).toBe(1);

  // A film is seen, and plays to its end.
  await files.getByRole('option', { name: 'film.webm' }).click();
  const screen = browser.locator('video');
  await expect.poll(() => screen.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(160);
  await screen.evaluate(async (video: HTMLVideoElement) => {
    const ended = new Promise((resolve) => video.addEventListener('ended', resolve, { once: true }));
    video.muted = true;
    await video.play();
    await ended;
  });
  expect(await screen.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0);
  expect(new Set(rangesOf('film.webm').map((range) => range.split('/')[1]))).toEqual(new Set([`${film.length}`]));

  // What could be a page is none, and comes as it is.
  await files.getByRole('option', { name: 'page.html' }).click();
  await expect(browser.getByRole('textbox', { name: 'Text of page.html' })).toHaveValue(/<script>/);
  const download = browser.waitForEvent('download');
  await browser.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('page.html');

  // The address leads there again.
  await browser.reload();
  await expect(browser.getByRole('textbox', { name: 'Text of page.html' })).toBeVisible();
  await browser.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name: 'All files' }).click();
  await files.getByRole('option', { name: 'index.md' }).click();
  await browser.getByRole('button', { name: 'Show its Thing' }).click();
  await expect(things.heading('Media')).toBeVisible();
});
