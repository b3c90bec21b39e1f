/** The tablet app's entry: shows in #bench whether readings can be sent now. */

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { watchConnection } from './connection';

function Connection() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => watchConnection(window, setOnline), []);
  return <p role="status">{online ? 'Có mạng' : 'Không có mạng: số chỉ được giữ trên máy này'}</p>;
}

const root = document.getElementById('bench');
if (root) render(<Connection />, root);
