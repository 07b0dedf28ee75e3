import type { LocalAws } from '../aws/server.ts';
import { DEMO_ACCOUNTS } from '../directory/accounts.ts';
import { DEMO_PEOPLE } from '../directory/people.ts';
import { API_ID } from '../iam/physical.ts';
import { ALERT_TOPIC } from '../start/environment.ts';
import { jwtAuthorizer } from './http/authorizer.ts';
import type { App, Page } from './http/server.ts';
import { AUDIENCE, type Issuer } from './issuer.ts';
import { messagesOf, OUTBOX_FILE, OUTBOX_PATH, outboxPage } from './outbox.ts';
import { frontPage, type Running } from './page.ts';
import type { SignInProvider } from './sign-in/provider.ts';

/** An alert as people on duty would see it. */
export interface ShownAlert {
  /** ISO 8601. */
  readonly at: string;
  readonly subject: string;
  readonly severity: string;
  readonly account: string;
  readonly message: string;
}

/** Facts about the system for programs on this machine, without tokens and keys. */
export interface About {
  /** Folder of the data; whoever may read it also finds the tokens. */
  readonly folder: string;
  /** Address of the fakes of AWS. */
  readonly aws: string;
  readonly policy: string;
}

export const ABOUT_PATH = '/local/about.json';
export const ALERTS_PATH = '/local/alerts.json';

type Parts = Omit<Running, 'url' | 'people' | 'accounts'> & {
  readonly aws: LocalAws;
  readonly issuer: Issuer;
  readonly signIn: SignInProvider;
};

/** The application behind the HTTP server: the deployed functions, where people sign in, and a few pages for the person who runs it. */
export function appOf({ aws, issuer, signIn, ...running }: Parts): App {
  const about: About = { folder: running.folder, aws: aws.endpoint, policy: running.policy };
  const front = frontPage({ ...running, url: issuer.issuer, people: DEMO_PEOPLE, accounts: DEMO_ACCOUNTS });
  const documents: Readonly<Record<string, () => unknown>> = {
    [ABOUT_PATH]: () => about,
    [ALERTS_PATH]: () => alertsOf(aws),
    [OUTBOX_FILE]: () => messagesOf(aws),
  };
  return {
    signIn,
    invoke: (name, event) => {
      const [method = '', path = ''] = event.routeKey.split(' ');
      return aws.functions.for('apigateway').invoke(name, event, { source: `${API_ID}/$default/${method}${path}` });
    },
    authorize: jwtAuthorizer({ issuer: issuer.issuer, audience: AUDIENCE, keys: issuer.keys }),
    page: (path) => {
      if (path === '/') return html(front);
      return path === OUTBOX_PATH ? html(outboxPage(messagesOf(aws))) : json(documents, path);
    },
  };
}

const html = (body: string): Page => ({ type: 'text/html; charset=utf-8', body });

function json(documents: Readonly<Record<string, () => unknown>>, path: string): Page | undefined {
  const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
  return document && { type: 'application/json', body: JSON.stringify(document()) };
}

/** The last published alerts, oldest first. */
export const alertsOf = ({ sns }: Pick<LocalAws, 'sns'>): readonly ShownAlert[] =>
  sns.messages.items
    .filter(({ topicArn }) => topicArn === ALERT_TOPIC)
    .map(({ at, subject = '', attributes, message }) => ({
      at: new Date(at).toISOString(),
      subject,
      severity: attributes['severity'] ?? 'unknown',
      account: attributes['account'] ?? 'unknown',
      message,
    }));
