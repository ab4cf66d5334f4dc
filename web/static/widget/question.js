/** What is asked for: text and filters, as a value, and its forms in addresses. */

/**
 * @typedef {object} Question
 * @property {string} text
 * @property {Record<string, string[]>} filters facet → wanted values
 * @property {string} from a day such as 2025-10-30, or empty
 * @property {string} to
 */

/** @type {Readonly<Question>} */
export const NOTHING = { text: "", filters: {}, from: "", to: "" };

/**
 * @param {Question} question
 */
export function hasFilters(question) {
  return Boolean(question.from || question.to || Object.values(question.filters).flat().length);
}

/**
 * @param {Question} question
 */
export function isNothing(question) {
  return !question.text.trim() && !hasFilters(question);
}

/**
 * The parameters of the API and of the search page.
 *
 * @param {Question} question
 */
export function toParameters(question) {
  const parameters = new URLSearchParams();
  if (question.text.trim()) parameters.set("q", question.text.trim());
  for (const name of Object.keys(fieldTable)) {
    for (const value of question.filters[name] ?? []) parameters.append(name, value);
  }
  if (question.from) parameters.set("from", question.from);
  if (question.to) parameters.set("to", question.to);
  return parameters;
}

/**
 * The question in a page's address: `?q=東京&q.tag=AI`. Filters have the parameter's name in
 * front, so that a page may have a `tag` of its own.
 *
 * @param {string} address
 * @param {string} parameter
 * @returns {Question}
 */
export function fromAddress(address, parameter) {
  const found = new URL(address).searchParams;
  return {
    text: found.get(parameter) ?? "",
    filters: Object.fromEntries(
      Object.keys(fieldTable).map((name) => [name, found.getAll(`${parameter}.${name}`)]),
    ),
    from: found.get(`${parameter}.from`) ?? "",
    to: found.get(`${parameter}.to`) ?? "",
  };
}

/**
 * The page's address with this question in place of its last one; all else stays.
 *
 * @param {string} address
 * @param {string} parameter
 * @param {Question} question
 */
export function toAddress(address, parameter, question) {
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()]) {
    if (name === parameter || name.startsWith(`${parameter}.`)) url.searchParams.delete(name);
  }
  for (const [name, value] of toParameters(question)) {
    url.searchParams.append(name === "q" ? parameter : `${parameter}.${name}`, value);
  }
  return url.href;
}

/**
 * The question with a value of a facet chosen, or no longer chosen.
 *
 * @param {Question} question
 * @param {string} name
 * @param {string} value
 * @returns {Question}
 */
export function toggled(question, name, value) {
  const chosen = question.filters[name] ?? [];
  const values = chosen.includes(value)
    ? chosen.filter((other) => other !== value)
    : [...chosen, value];
  return { ...question, filters: { ...question.filters, [name]: values } };
}
