const han = /\p{Script=Han}/u;

/** The language of a text that a run has made, for screen readers and typefaces: runs are English or Chinese. */
export function textLanguage(text: string): 'en' | 'zh' {
    return han.test(text) ? 'zh' : 'en';
}
