import type { ComponentChildren } from 'preact';
import { ServerText } from './server-text';

interface Described {
    name: string;
    label: string;
    hint?: string;
    optional?: string;

    /** What the API says is wrong with it. */
    errors: readonly string[] | undefined;

    /** What the page itself says is wrong with it. */
    problem?: string | undefined;
}

interface FieldProps extends Described {
    children: (attributes: FieldAttributes) => ComponentChildren;
}

export interface FieldAttributes {
    id: string;
    name: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
}

/** A field with its label, its hint and what is wrong with it, tied together for screen readers. */
export function Field({ name, label, hint, optional, errors, problem, children }: FieldProps) {
    const isWrong = errors !== undefined || problem !== undefined;
    const ids = [isWrong ? `${name}-error` : '', hint ? `${name}-hint` : ''].filter((id) => id);
    return (
        <div class={isWrong ? 'field is-wrong' : 'field'}>
            <label for={name}>
                {label} {optional && <span class="muted">({optional})</span>}
            </label>
            {children({
                id: name,
                name,
                'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
                'aria-invalid': isWrong || undefined,
            })}
            <FieldErrors name={name} errors={errors} problem={problem} />
            {hint && (
                <p id={`${name}-hint`} class="field-hint">
                    {hint}
                </p>
            )}
        </div>
    );
}

function FieldErrors({ name, errors, problem }: Pick<Described, 'name' | 'errors' | 'problem'>) {
    return errors || problem ? (
        <p id={`${name}-error`} class="field-error">
            {problem ?? <ServerText text={errors!.join(' ')} />}
        </p>
    ) : null;
}

interface CheckFieldProps extends Described {
    isChecked: boolean;
    onChange: (isChecked: boolean) => void;
}

export function CheckField({ name, label, hint, errors, isChecked, onChange }: CheckFieldProps) {
    return (
        <div class="check">
            <input
                type="checkbox"
                id={name}
                name={name}
                checked={isChecked}
                aria-describedby={hint ? `${name}-hint` : undefined}
                onChange={(e) => onChange(e.currentTarget.checked)}
            />
            <label for={name}>{label}</label>
            {hint && (
                <p id={`${name}-hint`} class="field-hint">
                    {hint}
                </p>
            )}
            <FieldErrors name={name} errors={errors} />
        </div>
    );
}

interface ChoiceFieldProps<T extends string> {
    name: string;
    label: string;
    value: T;
    choices: readonly (readonly [T, string])[];
    onChange: (value: T) => void;
}

/** One of a few, all seen at once. */
export function ChoiceField<T extends string>({ name, label, value, choices, onChange }: ChoiceFieldProps<T>) {
    return (
        <fieldset class="choice">
            <legend>{label}</legend>
            <div class="choice-row">
                {choices.map(([choice, text]) => (
                    <label key={choice} class={choice === value ? 'choice-item is-on' : 'choice-item'}>
                        <input type="radio" name={name} value={choice} checked={choice === value} onChange={() => onChange(choice)} />
                        {text}
                    </label>
                ))}
            </div>
        </fieldset>
    );
}
