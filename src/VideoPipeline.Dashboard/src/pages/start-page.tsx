import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { galleries, runDetail, startRun, uploadTranscript } from '../api/pipelines';
import { ApiError } from '../api/problem';
import type { Gallery, RunDetail, Started } from '../api/types';
import { CheckField, ChoiceField, Field } from '../components/fields';
import { Icon } from '../components/icon';
import { Problem, explain } from '../components/problem';
import { Skeleton } from '../components/skeleton';
import { TranscriptField } from '../components/transcript-field';
import { words } from '../i18n';
import { useResource } from '../resource';
import { pipelineUrl } from '../routes';
import { emptyForm, fieldsOf, requestOf, type StartFields } from '../start-form';
import { useTitle } from '../title';
import { notify } from '../toasts';

type Errors = Record<string, string[]>;

/** Starts a run, or runs again what the address names. */
export function StartPage() {
    const { query } = useLocation();
    const task = query['task'];
    const run = query['run'];
    const earlier = useResource<RunDetail | null>(async (signal) => (task && run ? runDetail(task, run, signal) : null), [task, run]);
    useTitle(words().start.title);
    if (earlier.error !== null) {
        return <Problem error={earlier.error} onRetry={earlier.reload} />;
    }

    return earlier.isLoading ? <Skeleton rows={3} kind="block" /> : <StartForm key={run} earlier={earlier.data} />;
}

function StartForm({ earlier }: { earlier: RunDetail | null }) {
    const text = words().start;
    const { route } = useLocation();
    const form = useRef<HTMLFormElement>(null);
    const [fields, setFields] = useState(earlier ? fieldsOf(earlier) : emptyForm);
    const [errors, setErrors] = useState<Errors>({});
    const [failure, setFailure] = useState<unknown>(null);
    const [isFileMissing, setFileMissing] = useState(false);
    const [isSending, setSending] = useState(false);
    const change = (changed: Partial<StartFields>): void => setFields((f) => ({ ...f, ...changed }));

    // to the first field that needs a change
    useEffect(() => {
        form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    }, [errors, isFileMissing]);

    async function submit(event: Event): Promise<void> {
        event.preventDefault();
        setFailure(null);
        setFileMissing(fields.source === 'upload' && !fields.file);
        if (fields.source === 'upload' && !fields.file) {
            return;
        }

        setSending(true);
        try {
            const started = await start(fields);
            notify(messageOf(started));
            route(pipelineUrl(started.task_id, started.run_id));
        } catch (error) {
            setSending(false);
            if (error instanceof ApiError && error.status === 422) {
                setErrors(error.errors);
            } else {
                setErrors({});
                setFailure(error);
            }
        }
    }

    return (
        <form ref={form} class="start" onSubmit={submit} noValidate>
            <header class="start-head">
                <h1>{text.title}</h1>
                <p class="lead">{earlier ? text.again(earlier.video_id) : text.lead}</p>
            </header>
            <div class="start-main">
                <Whose fields={fields} errors={errors} onChange={change} />
                <section class="panel">
                    <TranscriptField fields={fields} errors={errors['transcript']} isFileMissing={isFileMissing} onChange={change} />
                </section>
            </div>
            <div class="start-side">
                <Result fields={fields} errors={errors} onChange={change} />
                <More fields={fields} errors={errors} onChange={change} />
                <Outcome errors={errors} failure={failure} />
                <button type="submit" class="button is-primary is-large" disabled={isSending}>
                    <Icon name="play" /> {isSending ? text.submitting : text.submit}
                </button>
            </div>
        </form>
    );
}

interface PartProps {
    fields: StartFields;
    errors: Errors;
    onChange: (change: Partial<StartFields>) => void;
}

function Whose({ fields, errors, onChange }: PartProps) {
    const text = words().start;
    return (
        <section class="panel fields" aria-label={text.who}>
            <Field name="creator_id" label={text.creator} hint={text.creatorHint} errors={errors['creator_id']}>
                {(attributes) => (
                    <input
                        {...attributes}
                        required
                        value={fields.creator_id}
                        onInput={(e) => onChange({ creator_id: e.currentTarget.value })}
                    />
                )}
            </Field>
            <Field name="video_id" label={text.video} hint={text.videoHint} errors={errors['video_id']}>
                {(attributes) => (
                    <input
                        {...attributes}
                        required
                        value={fields.video_id}
                        onInput={(e) => onChange({ video_id: e.currentTarget.value })}
                    />
                )}
            </Field>
            <Field name="account_name" label={text.account} optional={text.optional} errors={errors['account_name']}>
                {(attributes) => (
                    <input {...attributes} value={fields.account_name} onInput={(e) => onChange({ account_name: e.currentTarget.value })} />
                )}
            </Field>
        </section>
    );
}

function Result({ fields, errors, onChange }: PartProps) {
    const text = words().start;
    return (
        <section class="panel fields" aria-label={text.result}>
            <div class="is-wide checks">
                <CheckField
                    name="export_video"
                    label={text.export}
                    hint={text.exportHint}
                    errors={errors['export_video']}
                    isChecked={fields.export_video}
                    onChange={(flag) => onChange({ export_video: flag })}
                />
                <CheckField
                    name="enable_subtitle"
                    label={text.subtitles}
                    errors={errors['enable_subtitle']}
                    isChecked={fields.enable_subtitle}
                    onChange={(flag) => onChange({ enable_subtitle: flag })}
                />
            </div>
            <ChoiceField
                name="gender"
                label={text.narrator}
                value={fields.gender}
                choices={[
                    ['female', text.female],
                    ['male', text.male],
                ]}
                onChange={(gender) => onChange({ gender })}
            />
            <ChoiceField
                name="language"
                label={text.language}
                value={fields.language}
                choices={[
                    ['', text.auto],
                    ['en', text.english],
                    ['zh', text.chinese],
                ]}
                onChange={(chosen) => onChange({ language: chosen })}
            />
            <Field
                name="target_minutes"
                label={text.minutes}
                optional={text.optional}
                hint={text.minutesHint}
                errors={errors['target_minutes']}
            >
                {(attributes) => (
                    <input
                        {...attributes}
                        inputMode="numeric"
                        value={fields.target_minutes}
                        onInput={(e) => onChange({ target_minutes: e.currentTarget.value })}
                    />
                )}
            </Field>
        </section>
    );
}

const rareFields = ['image_dir', 'duration', 'music', 'on_duplicate', 'force'];

function More({ fields, errors, onChange }: PartProps) {
    const text = words().start;
    const known = useResource(galleries, []);
    const isWrong = rareFields.some((name) => errors[name]);
    return (
        <details class="panel more" open={isWrong || undefined}>
            <summary>{text.more}</summary>
            <div class="fields">
                <GalleryField
                    name="image_dir"
                    label={text.gallery}
                    hint={text.galleryHint}
                    known={known.data ?? []}
                    errors={errors['image_dir']}
                    value={fields.image_dir}
                    onChange={(gallery) => onChange({ image_dir: gallery })}
                />
                <Field name="duration" label={text.pictureSeconds} hint={text.pictureSecondsHint} errors={errors['duration']}>
                    {(attributes) => (
                        <input
                            {...attributes}
                            inputMode="numeric"
                            value={fields.duration}
                            placeholder="60"
                            onInput={(e) => onChange({ duration: e.currentTarget.value })}
                        />
                    )}
                </Field>
                <GalleryField
                    name="music"
                    label={text.music}
                    hint={text.musicHint}
                    known={known.data ?? []}
                    errors={errors['music']}
                    value={fields.music}
                    onChange={(gallery) => onChange({ music: gallery })}
                />
                <Field name="on_duplicate" label={text.duplicate} errors={errors['on_duplicate']}>
                    {(attributes) => (
                        <select
                            {...attributes}
                            value={fields.on_duplicate}
                            onChange={(e) => onChange({ on_duplicate: e.currentTarget.value as StartFields['on_duplicate'] })}
                        >
                            <option value="return">{text.duplicateReturn}</option>
                            <option value="queue">{text.duplicateQueue}</option>
                            <option value="reject">{text.duplicateReject}</option>
                        </select>
                    )}
                </Field>
                <CheckField
                    name="force"
                    label={text.force}
                    hint={text.forceHint}
                    errors={errors['force']}
                    isChecked={fields.force}
                    onChange={(flag) => onChange({ force: flag })}
                />
            </div>
        </details>
    );
}

interface GalleryFieldProps {
    name: string;
    label: string;
    hint: string;
    known: Gallery[];
    errors: readonly string[] | undefined;
    value: string;
    onChange: (gallery: string) => void;
}

/** A gallery, chosen from those that are there, or typed. */
function GalleryField({ name, label, hint, known, errors, value, onChange }: GalleryFieldProps) {
    return (
        <Field name={name} label={label} hint={hint} errors={errors}>
            {(attributes) => (
                <>
                    <input {...attributes} list={`${name}-known`} value={value} onInput={(e) => onChange(e.currentTarget.value)} />
                    <datalist id={`${name}-known`}>
                        {known.map((gallery) => (
                            <option key={gallery.library_path} value={gallery.library_path} />
                        ))}
                    </datalist>
                </>
            )}
        </Field>
    );
}

function Outcome({ errors, failure }: { errors: Errors; failure: unknown }) {
    const text = words().start;
    const wrong = Object.keys(errors).length;
    return (
        <div role="alert" class="start-outcome">
            {wrong > 0 && <p class="field-error">{text.invalid(wrong)}</p>}
            {failure !== null && (
                <p class="field-error">
                    {text.failed}: {explain(failure)}
                </p>
            )}
        </div>
    );
}

async function start(fields: StartFields): Promise<Started> {
    if (fields.source === 'upload' && fields.file && fields.video_id.trim() && fields.creator_id.trim()) {
        await uploadTranscript(fields.video_id.trim(), fields.creator_id.trim(), fields.file);
    }

    return startRun(requestOf(fields));
}

function messageOf(started: Started): string {
    const text = words().start;
    return started.deduplicated ? text.deduplicated : started.queue_position !== null ? text.queued : text.started;
}
