import { InTurn } from './in-turn.js';

/** Work that ends when it is told to. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (id: string) => async () => {
    begun.push(id);
    await new Promise<void>((resolve) => ends.set(id, resolve));
    return id;
  };
  const turn = async () => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return { begun, work, turn, end: (id: string) => ends.get(id)?.() };
}

describe('InTurn', () => {
  it('lets work on one subject wait, not that on others', async () => {
    const { begun, work, turn, end } = held();
    const turns = new InTurn(10);
    const all = [
      turns.run('A', 'a1', work('a1')),
      turns.run('A', 'a2', work('a2')),
      turns.run('B', 'b1', work('b1')),
    ];
    await turn();
    expect(begun).toEqual(['a1', 'b1']);
    end('a1');
    await turn();
    expect(begun).toEqual(['a1', 'b1', 'a2']);
    end('a2');
    end('b1');
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1']);
  });

  it('shares one run among equals, and runs again when it has ended', async () => {
    const { begun, work, turn, end } = held();
    const turns = new InTurn(1);
    const both = [turns.run('A', 'a1', work('a1')), turns.run('A', 'a1', work('never'))];
    await turn();
    end('a1');
    expect(await Promise.all(both)).toEqual(['a1', 'a1']);
    const again = turns.run('A', 'a1', work('a1'));
    await turn();
    end('a1');
    await again;
    expect(begun).toEqual(['a1', 'a1']);
  });

  it('goes on after a failure', async () => {
    const turns = new InTurn(10);
    const failing = turns.run('A', 'a1', () => Promise.reject(new Error('no')));
    const next = turns.run('A', 'a2', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('lets a turn last as long as what holds it, though its outcome is known', async () => {
    const { begun, work, turn, end } = held();
    const turns = new InTurn(2);
    const first = turns.run('A', 'a1', (hold) => {
      hold(work('writing')());
      return Promise.reject(new Error('too late'));
    });
    await expect(first).rejects.toThrow('too late');
    const second = turns.run('A', 'a1', work('a1'));
    await expect(turns.run('B', 'b1', work('b1'))).rejects.toMatchObject({ code: 'ERPNEXT_UNAVAILABLE' });
    await turn();
    expect(begun).toEqual(['writing']);
    end('writing');
    await turn();
    end('a1');
    expect(await second).toBe('a1');
  });

  it('refuses what is more than may wait', async () => {
    const { work, turn, end } = held();
    const turns = new InTurn(1);
    const first = turns.run('A', 'a1', work('a1'));
    await expect(turns.run('B', 'b1', work('b1'))).rejects.toMatchObject({ code: 'ERPNEXT_UNAVAILABLE' });
    await turn();
    end('a1');
    await first;
    expect(await turns.run('B', 'b1', () => Promise.resolve('b1'))).toBe('b1');
  });
});
