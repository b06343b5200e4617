/** Items read at once; the page's server and the browser must agree on it. */
export const ITEMS_PAGE = 25;
