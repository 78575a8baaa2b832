import { describe, expect, it } from 'vitest';
import { Breaker, Breakers, type BreakerChange } from './breaker.ts';

const second = 1000;

function opened(at = 0): Breaker {
  const breaker = new Breaker();
  for (let failure = 0; failure < 5; failure += 1) breaker.failed(at);
  return breaker;
}

describe('a breaker', () => {
  it('opens after five failures in a row, and not after four and a success', () => {
    const breaker = new Breaker();
    for (let failure = 0; failure < 4; failure += 1) breaker.failed(0);
    breaker.succeeded();
    for (let failure = 0; failure < 4; failure += 1) breaker.failed(0);
    expect(breaker.isOpen).toBe(false);
    breaker.failed(0);
    expect([breaker.isOpen, breaker.heldFor(0), breaker.heldFor(4 * second)]).toEqual([true, 5 * second, second]);
  });

  it('lets one call through when its time is over, and holds twice as long after each that fails, a minute at most', () => {
    const breaker = opened();
    const holds: number[] = [];
    let now = 0;
    for (let round = 0; round < 6; round += 1) {
      now += breaker.heldFor(now);
      expect(breaker.hasRoom).toBe(true);
      breaker.enter();
      expect(breaker.hasRoom).toBe(false);
      breaker.failed(now);
      holds.push(breaker.heldFor(now) / second);
    }
    expect(holds).toEqual([10, 20, 40, 60, 60, 60]);
  });

  it('closes with the first answer, and begins anew', () => {
    const breaker = opened();
    breaker.enter();
    breaker.succeeded();
    expect([breaker.isOpen, breaker.hasRoom]).toEqual([false, true]);
    expect(opened(7).heldFor(7)).toBe(5 * second);
  });

  it('is not held longer by calls that were under way when it opened', () => {
    const breaker = opened();
    breaker.failed(3 * second);
    expect(breaker.heldFor(3 * second)).toBe(2 * second);
  });

  it('lets another call through when the one that was let told nothing', () => {
    const breaker = opened();
    breaker.enter();
    breaker.abandoned();
    expect(breaker.hasRoom).toBe(true);
  });
});

describe('the breakers of an organisation', () => {
  it('hold back the endpoint that fails, and everything when there is no way to Okta', () => {
    const changes: BreakerChange[] = [];
    const breakers = new Breakers((change) => changes.push(change));
    for (let failure = 0; failure < 5; failure += 1) breakers.leave('GET /a', 'failing', 0);
    expect([breakers.isOpen('GET /a'), breakers.isOpen('GET /b'), breakers.isUnreachable]).toEqual([
      true,
      false,
      false,
    ]);
    for (let failure = 0; failure < 5; failure += 1) breakers.leave('GET /b', 'unreachable', 0);
    expect([breakers.isOpen('GET /c'), breakers.isUnreachable]).toEqual([true, true]);
    breakers.leave('GET /c', 'answered', 9 * second);
    expect([breakers.isOpen('GET /a'), breakers.isOpen('GET /b')]).toEqual([true, false]);
    expect(changes).toEqual([
      { bucket: 'GET /a', state: 'open', milliseconds: 5 * second },
      { bucket: null, state: 'open', milliseconds: 5 * second },
      { bucket: null, state: 'closed', milliseconds: 0 },
    ]);
  });
});
