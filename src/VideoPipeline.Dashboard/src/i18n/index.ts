import { effect, signal } from '@preact/signals';
import { recall, remember } from '../preferences';
import { en } from './en';
import { zh } from './zh';

export type Language = 'en' | 'zh';

/** Everything that the dashboard says. A language that lacks a word does not compile. */
export type Words = typeof en;

const dictionaries: Record<Language, Words> = { en, zh };
const stored = recall('language');

export const language = signal<Language>(stored === 'en' || stored === 'zh' ? stored : navigator.language.startsWith('zh') ? 'zh' : 'en');

/** The words of the reader's language. What shows them follows a change of the language. */
export function words(): Words {
    return dictionaries[language.value];
}

export function switchLanguage(): void {
    language.value = language.value === 'en' ? 'zh' : 'en';
    remember('language', language.value);
}

effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
