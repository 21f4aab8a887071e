// ltijs as its README sets it up, with its own Sequelize plugin on SQLite instead of MongoDB.
// Told its port and a folder: registration.json in it is the platform.
const fs = require('fs')
const path = require('path')
const lti = require('ltijs').Provider
const Database = require('ltijs-sequelize')

const [port, folder] = process.argv.slice(2)
const known = JSON.parse(fs.readFileSync(path.join(folder, 'registration.json')))
const [[issuer, [registration]]] = Object.entries(known)

const db = new Database('lti', 'user', 'pass', {
  dialect: 'sqlite',
  storage: path.join(folder, 'ltijs.db'),
  logging: false
})
lti.setup('LTIKEY', { plugin: db }, {
  appRoute: '/',
  loginRoute: '/login',
  cookies: { secure: false, sameSite: '' },
  devMode: false
})
lti.onConnect((token, req, res) => res.send(`<!doctype html><title>App</title>${token.user}`))

const begin = async () => {
  await lti.deploy({ serverless: true, silent: true }) // else it listens on every address
  const platform = await lti.registerPlatform({
    url: issuer,
    name: 'bench',
    clientId: registration.client_id,
    authenticationEndpoint: registration.auth_login_url,
    accesstokenEndpoint: registration.auth_token_url,
    authConfig: { method: 'JWK_SET', key: registration.key_set_url }
  })
  await platform.platformActive(true)
  lti.app.listen(Number(port), '127.0.0.1')
}

begin()
