import { ErrorBoundary, LocationProvider, Route, Router, lazy } from 'preact-iso';
import { keyIsWanted } from './api/key';
import { resumeSession } from './api/session';
import { Header } from './components/header';
import { Problem } from './components/problem';
import { Skeleton } from './components/skeleton';
import { Toaster } from './components/toaster';
import { words } from './i18n';
import { KeyPage } from './pages/key-page';
import { ListPage } from './pages/list-page';
import { NotFoundPage } from './pages/not-found-page';
import { useResource } from './resource';

const PipelinePage = lazy(() => import('./pages/pipeline-page').then((m) => m.PipelinePage));
const StartPage = lazy(() => import('./pages/start-page').then((m) => m.StartPage));

export function App() {
    return (
        <LocationProvider>
            <a class="skip" href="#content" onClick={skipToContent}>
                {words().app.skip}
            </a>
            <Header />
            <main id="content" tabIndex={-1}>
                <Content />
            </main>
            <Toaster />
        </LocationProvider>
    );
}

function Content() {
    const session = useResource(resumeSession, []);
    if (keyIsWanted.value) {
        return <KeyPage />;
    }

    if (session.error) {
        return <Problem error={session.error} onRetry={session.reload} />;
    }

    if (session.data === null) {
        return <Skeleton rows={3} />;
    }

    return (
        <ErrorBoundary>
            <Router>
                <Route path="/" component={ListPage} />
                <Route path="/start" component={StartPage} />
                <Route path="/pipeline" component={PipelinePage} />
                <Route default component={NotFoundPage} />
            </Router>
        </ErrorBoundary>
    );
}

// The router would take the link for a page.
function skipToContent(event: Event): void {
    event.preventDefault();
    document.getElementById('content')?.focus();
}
