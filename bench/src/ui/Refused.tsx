/** A refusal in full: every fault, what was found, what is allowed, who can mend it. */

import type { Block, Refusal } from '../core/types';
import { useHands } from './context';

/** What was found, or what is allowed, unless the sentence says it already. */
function told(text: string | undefined, message: string, say: (text: string) => string): string {
  return text && !message.includes(text) ? `${say(text)} ` : '';
}

export function Refused({ title, refusal }: { title: string; refusal: Refusal }) {
  const { words } = useHands();
  return (
    <section class="note bad" role="alert">
      <h2>{title}</h2>
      {refusal.message && <p>{refusal.message}</p>}
      {refusal.faults.length > 0 && (
        <ul>
          {refusal.faults.map((fault) => (
            <li key={`${fault.field}${fault.message}`}>
              {fault.message} {told(fault.found, fault.message, words.found)}
              {told(fault.allowed, fault.message, words.allowed)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function Blocks({ blocks }: { blocks: Block[] }) {
  const { words } = useHands();
  if (blocks.length === 0) return null;
  return (
    <section class="note bad" aria-label={words.strip.blocks}>
      <ul>
        {blocks.map((block) => (
          <li key={block.what}>
            <b>{words.strip.blocks}:</b> {block.what} {block.until ? words.start.held(block.until) : ''}{' '}
            {block.who ? words.start.who(block.who) : ''}
          </li>
        ))}
      </ul>
    </section>
  );
}
