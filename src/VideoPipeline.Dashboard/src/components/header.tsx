import { useLocation } from 'preact-iso';
import { key } from '../api/key';
import { closeSession } from '../api/session';
import { switchLanguage, words } from '../i18n';
import { listUrl, startUrl } from '../routes';
import { switchTheme, theme } from '../theme';
import { Icon } from './icon';

export function Header() {
    const text = words().app;
    const { path } = useLocation();
    const isDark = theme() === 'dark';
    return (
        <header class="header">
            <a class="brand" href={listUrl}>
                <svg class="brand-mark" viewBox="0 0 26 26" width="26" height="26" aria-hidden="true">
                    <rect x="1" y="4" width="12" height="5" rx="2" class="stage-story" />
                    <rect x="7" y="10.5" width="14" height="5" rx="2" class="stage-voice" />
                    <rect x="14" y="17" width="11" height="5" rx="2" class="stage-export" />
                </svg>
                {text.name}
            </a>
            <nav class="nav" aria-label={text.navigation}>
                <a href={listUrl} aria-current={path === '/' ? 'page' : undefined}>
                    {text.pipelines}
                </a>
                <a href={startUrl} aria-current={path === '/start' ? 'page' : undefined}>
                    {text.start}
                </a>
            </nav>
            <div class="tools">
                <button type="button" class="tool" onClick={switchLanguage} title={text.switchLanguage}>
                    <span lang={text.otherLanguageCode}>{text.otherLanguage}</span>
                </button>
                <button type="button" class="tool" onClick={switchTheme} aria-label={isDark ? text.toLight : text.toDark}>
                    <Icon name={isDark ? 'sun' : 'moon'} />
                </button>
                {key.value && (
                    <button type="button" class="tool" onClick={closeSession} aria-label={text.signOut} title={text.signOut}>
                        <Icon name="key" />
                    </button>
                )}
            </div>
        </header>
    );
}
