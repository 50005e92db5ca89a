
'use strict';
// Shows one view and one panel at a time. Links do the same without this, by the fragment of the address.
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const linkTo = id => document.querySelector(`svg a[href="#${id}"]`);
  let shown = null;

  function showView(view) {
    all('.view').forEach(other => other.classList.toggle('current', other === view));
  }

  function clear() {
    all('.shown').forEach(panel => panel.classList.remove('shown'));
    all('.picked, .near').forEach(item => item.classList.remove('picked', 'near'));
    all('.busy').forEach(panels => panels.classList.remove('busy'));
    all('.chosen').forEach(graph => graph.classList.remove('chosen'));
    shown = null;
  }

  function showPanel(panel) {
    clear();
    shown = panel.id;
    panel.classList.add('shown');
    panel.parentElement.classList.add('busy');
    const view = panel.closest('.view');
    showView(view);
    const link = linkTo(panel.id);
    link.classList.add('picked');
    link.closest('svg').classList.add('chosen');
    for (const edge of all('.edge', view)) {
      const { from, to } = edge.dataset;
      if (edge === link) {
        linkTo(from).classList.add('near');
        linkTo(to).classList.add('near');
      } else if (from === panel.id || to === panel.id) {
        edge.classList.add('near');
        linkTo(from === panel.id ? to : from).classList.add('near');
      }
    }
  }

  function show(id) {
    const target = id && document.getElementById(id);
    if (!target) {
      return false;
    }
    if (target.classList.contains('view')) {
      clear();
      showView(target);
      (target.querySelector('.part') ?? target).focus({ preventScroll: true });
      return true;
    }
    if (target.classList.contains('panel')) {
      showPanel(target);
      return true;
    }
    return false;
  }

  // The nearest box in the direction of an arrow key.
  function move(from, x, y) {
    const centre = box => { const r = box.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; };
    const [fromX, fromY] = centre(from);
    let best = null, least = Infinity;
    for (const box of all('.part', from.closest('svg'))) {
      const [boxX, boxY] = centre(box);
      const along = (boxX - fromX) * x + (boxY - fromY) * y;
      const across = Math.abs((boxX - fromX) * y) + Math.abs((boxY - fromY) * x);
      if (along > 4 && along + 2 * across < least) {
        least = along + 2 * across;
        best = box;
      }
    }
    best?.focus();
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  document.addEventListener('click', event => {
    const id = event.target.closest?.('a[href^="#"]')?.getAttribute('href').slice(1);
    if (id && show(id)) {
      event.preventDefault();
      history.replaceState(null, '', `#${id}`);
      if (!event.target.closest('.panel')) {
        document.getElementById(id).scrollIntoView({ block: 'nearest' });
      }
    }
  });
  document.addEventListener('keydown', event => {
    const box = document.activeElement?.closest('.part');
    if (event.key === 'Escape' && shown) {
      const link = linkTo(shown);
      clear();
      history.replaceState(null, '', ' ');
      link?.focus();
    } else if (box && arrows[event.key]) {
      event.preventDefault();
      move(box, ...arrows[event.key]);
    } else if (box && event.key === ' ') {
      event.preventDefault();
      show(box.getAttribute('href').slice(1));
    }
  });
  root.classList.add('js');
  showView(document.querySelector('.view'));
  show(location.hash.slice(1));
})();
