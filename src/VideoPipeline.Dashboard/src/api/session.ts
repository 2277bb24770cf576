import type { SessionState } from './types';
import { ApiError, readProblem } from './problem';
import { forgetKey, keepKey, key, keyIsWanted } from './key';

/** How long before the session's cookie ends it is renewed. */
const renewal = 4 * 60 * 60 * 1000;

/**
 * Opens the session: its cookie is what players and pictures are served with, which cannot send a header. The host checks the key. False
 * when it does not take it.
 */
export async function openSession(candidate: string): Promise<boolean> {
    const answer = await fetch('/api/session', {
        method: 'POST',
        credentials: 'same-origin',
        headers: candidate ? { 'x-functions-key': candidate } : {},
    });
    if (answer.ok) {
        keepKey(candidate);
        return true;
    }

    if (answer.status === 401 || answer.status === 403) {
        return false;
    }

    throw await readProblem(answer);
}

/** Begins with the key that the tab has, or with none where none is needed. */
export async function resumeSession(): Promise<void> {
    const answer = await fetch('/api/session', { credentials: 'same-origin' });
    if (!answer.ok) {
        throw await readProblem(answer);
    }

    const state = (await answer.json()) as SessionState;
    if (!state.keyless && !key.value) {
        keyIsWanted.value = true;
    } else if (!(await openSession(key.value))) {
        forgetKey();
    }
}

/** Renews the cookie of a page that is open for long. */
export function keepSessionAlive(): void {
    setInterval(() => {
        if (!keyIsWanted.value) {
            openSession(key.value).then(
                (taken) => {
                    if (!taken) {
                        forgetKey();
                    }
                },
                (error: unknown) => {
                    // the app is away: requests will say so, and the cookie is good for another while
                    if (!(error instanceof ApiError || error instanceof TypeError)) {
                        throw error;
                    }
                },
            );
        }
    }, renewal);
}

export async function closeSession(): Promise<void> {
    try {
        await fetch('/api/session', { method: 'DELETE', credentials: 'same-origin' });
    } finally {
        forgetKey();
    }
}
