import { ApiError, readProblem } from './problem';
import { forgetKey, key } from './key';

/** Sends a request with the key; throws an ApiError unless the answer is a success. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (key.value) {
        headers.set('x-functions-key', key.value);
    }

    let answer: Response;
    try {
        answer = await fetch(path, { ...init, headers, credentials: 'same-origin' });
    } catch (error) {
        throw error instanceof DOMException && error.name === 'AbortError' ? error : new ApiError(0, null, {});
    }

    if (answer.ok) {
        return answer;
    }

    if (answer.status === 401) {
        forgetKey();
    }

    throw await readProblem(answer);
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
    return (await (await send(path, signal ? { signal } : {})).json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
    return await (await send(path, signal ? { signal } : {})).text();
}

export async function postJson<T>(path: string, body?: unknown): Promise<T> {
    const init: RequestInit =
        body === undefined
            ? { method: 'POST' }
            : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return (await (await send(path, init)).json()) as T;
}
