import { sessionImage } from '@craftastic/runtime/build-context';
import { IdePage } from '../pages/ide.ts';
import { settled } from '../support/craftastic.ts';
import { imageOfOurs, inBuildOf } from '../support/image.ts';
import { expect, test } from '../support/test.ts';

test('two branches at once, each with its own files', async ({ ide, page, client, craftastic, openSession }) => {
  const first = await openSession({ 'README.md': '# Shop\n' }, { branch: 'feature/one' });
  const { id } = await client.sessions.create({
    environmentId: first.environmentId,
    branch: 'feature/two',
    base: 'main',
  });
  await settled(client, id);
  const other = new IdePage(await page.context().newPage(), craftastic.url);
  await ide.open(first);
  await other.open({ id });

  await Promise.all([ide.run('echo one > one.txt'), other.run('echo two > two.txt')]);
  await Promise.all([expect(ide.row('one.txt')).toBeVisible(), expect(other.row('two.txt')).toBeVisible()]);
  await expect(ide.row('two.txt')).toHaveCount(0);
  await expect(other.row('one.txt')).toHaveCount(0);
  await expect(ide.button('Branch feature/one')).toBeVisible();
  await expect(other.button('Branch feature/two')).toBeVisible();
  // Each in a container of its own: another host name.
  await Promise.all([ide.run('clear; echo host:$(hostname).'), other.run('clear; echo host:$(hostname).')]);
  const host = async (of: IdePage) => /host:([^$.]+)\./.exec((await of.terminal.textContent()) ?? '')?.[1];
  await expect.poll(() => host(ide)).toBeTruthy();
  await expect.poll(() => host(other)).toBeTruthy();
  expect(await host(ide)).not.toBe(await host(other));
  await other.page.close();

  // The branch of the other session can't be checked out here too: the menu of branches leads there.
  await ide.button('Branch feature/one').click();
  await page.getByRole('option', { name: /^feature\/two Go to its session/ }).click();
  await expect(ide.button('Branch feature/two')).toBeVisible();
  await expect(ide.row('two.txt')).toBeVisible();
});

test('a branch that is open already leads to the session that has it', async ({ ide, home, page, openSession }) => {
  const session = await openSession({ 'README.md': '# Shop\n' }, { branch: 'feature/one' });
  await home.environment(session.repository).getByRole('button', { name: 'New session' }).click();
  const option = page.getByRole('option', { name: /feature\/one/ });
  await expect(option).toContainText('open');
  await option.click();
  await ide.shown();
  await expect(page).toHaveURL(new RegExp(`/sessions/${session.id}$`));
});

test('an image by setting is what the next session runs in; one that is not there is named', async ({
  ide,
  home,
  page,
  craftastic,
  client,
  openSession,
  commitElsewhere,
}) => {
  const session = await openSession();
  const choose = async (image: string) => {
    await page.goto(`${craftastic.url}/environments/${session.environmentId}`);
    await page.getByLabel('Container image').fill(image);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Settings saved')).toBeVisible();
    await page.goto(craftastic.url);
  };
  await home.open();
  await using image = await imageOfOurs();
  await choose(image.name);
  await home.newBranch(session.repository, 'feature/other');
  await ide.shown();
  await ide.run('clear; ls /of-this-image && git status --short --branch');
  await ide.sees('only-here');
  await ide.sees('## feature/other');

  // The same, where a branch's devcontainer.json names it; what of that file is not used is said.
  const file = JSON.stringify({ image: image.name, features: { x: {} } });
  await session.host('branch', 'feature/container', 'main');
  await commitElsewhere(session.repository, 'feature/container', { '.devcontainer.json': file }, 'Name an image');
  await client.environments.update({ id: session.environmentId, image: null, useDevcontainer: true });
  await client.environments.fetch({ id: session.environmentId });
  const { id } = await client.sessions.create({ environmentId: session.environmentId, branch: 'feature/container' });
  await settled(client, id);
  await page.goto(`${craftastic.url}/sessions/${id}`);
  await expect(page.getByText('Of devcontainer.json, features is not used here')).toBeVisible();
  await page.getByRole('button', { name: 'Understood' }).click();
  await ide.run('clear; ls /of-this-image');
  await ide.sees('only-here');
  await expect(page.getByText('Of devcontainer.json')).toHaveCount(0);
  await page.goto(craftastic.url);

  await choose('debian:bookworm-slim');
  await home.newBranch(session.repository, 'feature/bare');
  await expect(page.getByText('This session could not start')).toBeVisible();
  await expect(page.getByText('The image has no git.')).toBeVisible();

  await choose('craftastic/none-such:1');
  await home.newBranch(session.repository, 'feature/none');
  await expect(page.getByText('This session could not start')).toBeVisible();
  await expect(page.getByText('craftastic/none-such:1').first()).toBeVisible();
});

test('a Dockerfile is built for the user that it is for; one that fails is put right in the session', async ({
  ide,
  page,
  client,
  craftastic,
  openSession,
}) => {
  const dockerfile = (last: string) => `ARG BASE
FROM $BASE AS tools
USER root
RUN mkdir /tools && printf '#!/bin/sh\\necho by-the-tool\\n' > /tools/hello && chmod +x /tools/hello
FROM $BASE
USER root
RUN useradd --create-home --shell /bin/bash coder && echo 'export OF_CODER=yes' >> /home/coder/.bashrc
COPY --from=tools /tools/hello /usr/local/bin/
COPY --chown=coder package.json /made/
${last}
`;
  const devcontainer = {
    build: { dockerfile: 'Dockerfile', context: '..', args: { BASE: await sessionImage() } },
    remoteUser: 'coder',
  };
  const session = await openSession({
    'package.json': '{}\n',
    'README.md': '# Shop\n',
    '.devcontainer/devcontainer.json': JSON.stringify(devcontainer),
    '.devcontainer/Dockerfile': dockerfile('RUN echo before-it-ends && exit 7'),
  });
  await client.environments.update({ id: session.environmentId, useDevcontainer: true });
  await client.sessions.stop({ id: session.id });
  await settled(client, session.id, ['stopped']);
  await page.goto(`${craftastic.url}/sessions/${session.id}`);
  await page.getByRole('button', { name: 'Start session' }).click();

  // It runs all the same: that is where the file is mended.
  await expect(page.getByText('.devcontainer/Dockerfile: Line 10: it ended with code 7')).toBeVisible();
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Log of the build' })).toContainText('before-it-ends');
  const sessionId = session.id;
  const path = '.devcontainer/Dockerfile';
  const { version } = await client.files.read({ sessionId, path });
  const text = dockerfile('RUN echo it "wai"ts; until test -e /go; do sleep 0.1; done');
  await client.files.write({ sessionId, path, text, expectedVersion: version });
  await ide.run('clear; git commit -qam Mend && git log -1 --format=done:%s');
  await ide.sees('done:Mend');
  await page.getByRole('button', { name: 'Build again' }).click();

  // What it writes is seen while it is built; the instruction itself has other letters.
  await expect(page.getByRole('region', { name: 'Log of the start' })).toContainText('it waits');
  await expect(page.getByRole('main').getByText('Building the image of this branch')).toBeVisible();
  await inBuildOf(session.environmentId, ['touch', '/go']);
  await ide.shown();
  // Those of the sandbox before it are gone.
  await page.getByRole('button', { name: 'Open a terminal' }).click();
  await ide.run('clear; echo $(whoami) $HOME $OF_CODER $(hello) $(stat -c %U ~ README.md) $(ls /made)');
  await ide.sees('coder /home/coder yes by-the-tool coder coder package.json');
  await expect(page.getByText('devcontainer.json')).toHaveCount(0);
});
