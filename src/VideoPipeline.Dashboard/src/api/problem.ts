/** An answer that is no success. Its status is 0 when there was none: the app cannot be reached. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly detail: string | null,
        readonly errors: Record<string, string[]>,
    ) {
        super(detail ?? `HTTP ${status}`);
    }
}

/** Reads problem+json; other bodies tell people nothing. */
export async function readProblem(answer: Response): Promise<ApiError> {
    if (!answer.headers.get('Content-Type')?.includes('json')) {
        return new ApiError(answer.status, null, {});
    }

    try {
        const problem = (await answer.json()) as { detail?: string; errors?: Record<string, string[]> };
        return new ApiError(answer.status, problem.detail ?? null, problem.errors ?? {});
    } catch {
        return new ApiError(answer.status, null, {});
    }
}
