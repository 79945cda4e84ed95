import { z } from 'zod';
import { EffectiveRole, Role } from './access.ts';
import { LoginName, Person } from './auth.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';

export const Member = Person.extend({
  role: EffectiveRole,
  since: z.iso.datetime(),
  offered: z.boolean().describe('The owner has offered the environment to them'),
});
export type Member = z.infer<typeof Member>;

const tags = ['members'];
const OfEnvironment = z.object({ id: Id });

export const members = {
  list: base
    .meta({ access: { environment: 'id', role: 'read' } })
    .route({ method: 'GET', path: '/environments/{id}/members', tags, summary: 'Its owner first, then by login' })
    .input(OfEnvironment)
    .output(z.array(Member)),
  set: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({
      method: 'PUT',
      path: '/environments/{id}/members/{login}',
      tags,
      summary: 'Add somebody, or change their role',
    })
    .input(OfEnvironment.extend({ login: LoginName, role: Role }))
    .output(Member),
  remove: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({
      method: 'DELETE',
      path: '/environments/{id}/members/{login}',
      tags,
      summary: 'What they have open of it ends at once',
    })
    .input(OfEnvironment.extend({ login: LoginName }))
    .output(z.object({})),
  leave: base
    .meta({ access: { environment: 'id', role: 'read' } })
    .route({ method: 'POST', path: '/environments/{id}/leave', tags, summary: 'Give up your own membership' })
    .input(OfEnvironment)
    .output(z.object({})),
  offer: base
    .meta({ access: { environment: 'id', role: 'owner' } })
    .route({
      method: 'PUT',
      path: '/environments/{id}/offer',
      tags,
      summary: 'Offer the environment to a member, who becomes its owner by accepting; null takes the offer back',
    })
    .input(OfEnvironment.extend({ login: LoginName.nullable() }))
    .output(z.object({})),
  answerOffer: base
    .meta({ access: { environment: 'id', role: 'read' } })
    .route({
      method: 'POST',
      path: '/environments/{id}/offer',
      tags,
      summary: 'Become the owner of what was offered to you, or decline; who was the owner stays as an admin',
    })
    .input(OfEnvironment.extend({ accept: z.boolean() }))
    .output(z.object({})),
};
