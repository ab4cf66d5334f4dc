/**
 * A `searchClient` for InstantSearch: `instantsearch({ searchClient: sakuinClient(origin), … })`.
 *
 * @param {string} service the origin of the service, such as `https://search.example`
 * @param {string} [key] a key of the scope `search`, where the service needs one
 */
export function sakuinClient(service, key) {
  /** @param {object[]} requests */
  const ask = async (requests) => {
    const response = await fetch(`${service}/api/v1/instantsearch`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) },
      body: JSON.stringify(requests),
    });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer;
  };
  /** @param {object[]} requests */
  const searchForFacetValues = async (requests) => (await ask(requests)).results;
  return { search: ask, searchForFacetValues };
}
