import type { Run } from './types';
import { ApiError } from './problem';
import { send } from './http';

export interface Listener {
    /** A run is as told. */
    onStatus(run: Run): void;

    /** The run has ended, and with it the stream. Streams of all pipelines have no end. */
    onEnd?(run: Run): void;

    /** Events may have been missed: what is shown should be read anew. */
    onGap(): void;

    /** Whether events come at this moment. */
    onConnected?(isConnected: boolean): void;
}

const shortestPause = 1000;
const longestPause = 15000;

interface ServerEvent {
    type: string;
    id: string | null;
    data: string;
}

/**
 * Follows server-sent events until the signal says so. EventSource cannot send the key, so the stream is read by fetch. The server ends
 * every stream after a while; the next one goes on where it was.
 */
export async function follow(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
    let lastId = '';
    let pause = shortestPause;
    while (!signal.aborted) {
        const received = await receive();
        listener.onConnected?.(false);
        if (received === 'ended' || signal.aborted) {
            return;
        }

        if (received === 'failed') {
            await sleep(pause, signal);
            pause = Math.min(pause * 2, longestPause);
            if (!signal.aborted) {
                listener.onGap();
            }
        }
    }

    async function receive(): Promise<'ended' | 'closed' | 'failed'> {
        try {
            const headers: Record<string, string> = { Accept: 'text/event-stream' };
            if (lastId) {
                headers['Last-Event-ID'] = lastId;
            }

            const answer = await send(path, { headers, signal, cache: 'no-store' });
            listener.onConnected?.(true);
            pause = shortestPause;
            for await (const event of events(answer)) {
                lastId = event.id ?? lastId;
                if (event.type === 'end') {
                    listener.onEnd?.(JSON.parse(event.data) as Run);
                    return 'ended';
                }

                if (event.type === 'status') {
                    listener.onStatus(JSON.parse(event.data) as Run);
                } else if (event.type === 'reset') {
                    listener.onGap();
                }
            }

            return 'closed';
        } catch (error) {
            if (signal.aborted) {
                return 'closed';
            }

            // a connection that breaks, also in the middle of the stream, and a server that has no place for another client
            if (error instanceof ApiError || error instanceof TypeError || error instanceof DOMException) {
                return 'failed';
            }

            throw error;
        }
    }
}

async function* events(answer: Response): AsyncGenerator<ServerEvent> {
    if (!answer.body) {
        return;
    }

    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
        const { done, value } = await reader.read();
        if (done) {
            return;
        }

        const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
            const event = parse(block);
            if (event) {
                yield event;
            }
        }
    }
}

// Null for comments, which only keep the connection alive.
function parse(block: string): ServerEvent | null {
    let type = 'message';
    let id: string | null = null;
    const data: string[] = [];
    for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') {
            type = value;
        } else if (field === 'id') {
            id = value;
        } else if (field === 'data') {
            data.push(value);
        }
    }

    return data.length > 0 ? { type, id, data: data.join('\n') } : null;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        signal.addEventListener(
            'abort',
            () => {
                clearTimeout(timer);
                done();
            },
            { once: true },
        );
    });
}
