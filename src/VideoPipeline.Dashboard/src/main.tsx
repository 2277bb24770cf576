import { render } from 'preact';
import './styles/index.css';
import { App } from './app';
import { keepSessionAlive } from './api/session';

keepSessionAlive();
render(<App />, document.getElementById('app')!);
