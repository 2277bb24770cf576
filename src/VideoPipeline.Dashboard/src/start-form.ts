import type { StartRequest } from './api/pipelines';
import type { RunDetail } from './api/types';

export type Source = 'paste' | 'upload' | 'kept';

/** The form's fields, as they are typed. */
export interface StartFields {
    creator_id: string;
    video_id: string;
    account_name: string;
    source: Source;
    transcript: string;
    file: File | null;
    export_video: boolean;
    enable_subtitle: boolean;
    gender: 'female' | 'male';
    language: '' | 'en' | 'zh';
    target_minutes: string;
    image_dir: string;
    music: string;
    duration: string;
    on_duplicate: 'return' | 'queue' | 'reject';
    force: boolean;
}

export const emptyForm: StartFields = {
    creator_id: '',
    video_id: '',
    account_name: '',
    source: 'paste',
    transcript: '',
    file: null,
    export_video: true,
    enable_subtitle: true,
    gender: 'male',
    language: '',
    target_minutes: '',
    image_dir: '',
    music: '',
    duration: '',
    on_duplicate: 'return',
    force: false,
};

/** The fields of a run, to run it again. */
export function fieldsOf(run: RunDetail): StartFields {
    const { request } = run;
    return {
        ...emptyForm,
        creator_id: run.creator_id,
        video_id: run.video_id,
        account_name: run.account_name ?? '',
        source: 'kept',
        export_video: run.export_video,
        enable_subtitle: request.enable_subtitle,
        gender: request.gender,
        language: request.language ?? '',
        target_minutes: request.target_minutes === null ? '' : String(request.target_minutes),
        image_dir: request.image_dir ?? '',
        music: request.music ?? '',
        duration: request.image_dir ? String(request.duration) : '',
    };
}

/** The request that the fields make. What is left empty is left out, and the API's default holds. */
export function requestOf(fields: StartFields): StartRequest {
    const request: StartRequest = {
        creator_id: fields.creator_id,
        video_id: fields.video_id,
        export_video: fields.export_video,
        enable_subtitle: fields.enable_subtitle,
        gender: fields.gender,
        on_duplicate: fields.on_duplicate,
    };
    if (fields.source === 'paste') {
        request['transcript'] = fields.transcript;
    }

    for (const name of ['account_name', 'language', 'image_dir', 'music'] as const) {
        if (fields[name].trim()) {
            request[name] = fields[name].trim();
        }
    }

    for (const name of ['target_minutes', 'duration'] as const) {
        if (fields[name].trim()) {
            request[name] = numberOrText(fields[name].trim());
        }
    }

    if (fields.force) {
        request['force'] = true;
    }

    return request;
}

// What is no number is sent as it is, so that the API says what is wrong with it.
function numberOrText(text: string): number | string {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
}
