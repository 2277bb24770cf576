import { useState } from 'preact/hooks';
import { fileSize } from '../format';
import { words } from '../i18n';
import type { Source, StartFields } from '../start-form';
import { ChoiceField, Field } from './fields';

interface TranscriptFieldProps {
    fields: StartFields;
    errors: readonly string[] | undefined;
    isFileMissing: boolean;
    onChange: (change: Partial<StartFields>) => void;
}

/** Where the transcript comes from: pasted, a file, or what was uploaded before. */
export function TranscriptField({ fields, errors, isFileMissing, onChange }: TranscriptFieldProps) {
    const text = words().start;
    const choices: [Source, string][] = [
        ['paste', text.paste],
        ['upload', text.upload],
        ['kept', text.kept],
    ];
    return (
        <>
            <ChoiceField
                name="source"
                label={text.transcript}
                value={fields.source}
                choices={choices}
                onChange={(source) => onChange({ source })}
            />
            {fields.source === 'paste' && (
                <Field name="transcript" label={text.pasteLabel} hint={text.pasteHint} errors={errors}>
                    {(attributes) => (
                        <textarea
                            {...attributes}
                            rows={14}
                            value={fields.transcript}
                            onInput={(e) => onChange({ transcript: e.currentTarget.value })}
                        />
                    )}
                </Field>
            )}
            {fields.source === 'upload' && (
                <FileField file={fields.file} isMissing={isFileMissing} onChange={(file) => onChange({ file })} />
            )}
            {fields.source === 'kept' && <p class="muted">{text.keptHint}</p>}
        </>
    );
}

interface FileFieldProps {
    file: File | null;
    isMissing: boolean;
    onChange: (file: File | null) => void;
}

function FileField({ file, isMissing, onChange }: FileFieldProps) {
    const text = words().start;
    const [isOver, setOver] = useState(false);

    function drop(event: DragEvent): void {
        event.preventDefault();
        setOver(false);
        onChange(event.dataTransfer?.files[0] ?? null);
    }

    return (
        <div
            class={isOver ? 'drop is-over' : 'drop'}
            onDragOver={(e) => {
                e.preventDefault();
                setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
        >
            <Field
                name="file"
                label={text.fileLabel}
                hint={text.fileHint}
                errors={undefined}
                problem={isMissing ? text.fileMissing : undefined}
            >
                {(attributes) => (
                    <input
                        {...attributes}
                        type="file"
                        accept=".txt,.srt,.vtt,text/plain"
                        onChange={(e) => onChange(e.currentTarget.files?.[0] ?? null)}
                    />
                )}
            </Field>
            {file && <p class="drop-file">{text.fileChosen(file.name, fileSize(file.size))}</p>}
        </div>
    );
}
